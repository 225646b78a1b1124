"""Invoices that are put away."""

from django.db import models


class ArchivedInvoice(models.Model):
    """One invoice that is in the archive."""

    invoice = models.OneToOneField(
        "billing.Invoice", models.DO_NOTHING, db_column="number", primary_key=True, related_name="archived"
    )
    archived_on = models.DateField()

    class Meta:
        managed = False
        db_table = "archived_invoices"

    def __str__(self) -> str:
        return str(self.pk)
