"""An unmanaged app of the project's own: somebody else's table, with its DDL in ``schema.sql``."""

from django.db import models


class Entry(models.Model):
    """A booking of an accounting system."""

    account = models.ForeignKey("agent360_accounts.Account", on_delete=models.DO_NOTHING, db_constraint=False)
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        managed = False
        db_table = "ledger_entries"

    def __str__(self) -> str:
        return str(self.pk)
