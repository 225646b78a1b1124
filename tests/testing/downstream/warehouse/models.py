"""Tables on the project's own second alias."""

from django.db import models


class Bin(models.Model):
    """A place for goods; its keeper is a row of another database, which no constraint can hold."""

    code = models.CharField(max_length=10)
    keeper = models.ForeignKey("agent360_core.User", on_delete=models.DO_NOTHING, db_constraint=False, null=True)

    def __str__(self) -> str:
        return self.code
