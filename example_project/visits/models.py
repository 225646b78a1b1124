"""The project's own table, beside those of the CRM."""

from django.db import models


class Visit(models.Model):
    """One visit to an account; written by the people of this project."""

    # To Django a foreign key like any other. Not to the database: the table of accounts is somebody else's,
    # whose loads and clean-ups a constraint of ours would stop; REFERENCES is a right one would have to be
    # given; and Django makes test databases by migrations alone, before that table is there.
    account = models.ForeignKey(
        "agent360_accounts.Account", on_delete=models.PROTECT, db_constraint=False, related_name="visits"
    )
    day = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"Visit on {self.day}"
