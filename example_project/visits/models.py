"""The project's own table, next to those of the CRM."""

from django.db import models


class Visit(models.Model):
    """A visit to an account; written by the users of this project."""

    # A normal foreign key in Django, but not in the database. The CRM owns the table of accounts, and a constraint
    # would block its loads and deletions. It would also need the privilege REFERENCES. And Django creates test
    # databases from migrations alone, before that table exists.
    account = models.ForeignKey(
        "agent360_accounts.Account", on_delete=models.PROTECT, db_constraint=False, related_name="visits"
    )
    day = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"Visit on {self.day}"
