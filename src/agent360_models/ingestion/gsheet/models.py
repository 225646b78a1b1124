"""Tables ``gsheet_marketing_lead`` and ``gsheet_marketing_spend``."""

from django.db import models

from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["MarketingLead", "MarketingSpend"]


class MarketingLead(models.Model):
    """A row of the sheet of leads, as it stands there now; written by each load of the sheet."""

    id = models.BigAutoField(primary_key=True)
    row_number = models.IntegerField(help_text="The row in the sheet; the header is row 1.")
    date = models.DateField(null=True, blank=True, help_text="The day of the lead.")
    source = models.CharField(max_length=255, null=True, blank=True)
    campaign = models.CharField(max_length=255, null=True, blank=True)
    first_name = models.CharField(max_length=255, null=True, blank=True)
    last_name = models.CharField(max_length=255, null=True, blank=True)
    email = models.CharField(max_length=255, null=True, blank=True, help_text="As typed; it need not be an address.")
    phone = models.CharField(max_length=255, null=True, blank=True, help_text="As typed.")
    notes = models.TextField(null=True, blank=True)
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("first_name", "last_name", "email", "phone", "notes")

    objects = IngestedQuerySet["MarketingLead"].as_manager()

    class Meta:
        managed = True
        db_table = "gsheet_marketing_lead"
        constraints = [models.UniqueConstraint(fields=["row_number"], name="gsheet_marketing_lead_row_number_key")]

    def __str__(self) -> str:
        return f"Lead in row {self.row_number}"


class MarketingSpend(models.Model):
    """A row of the sheet of spend, as it stands there now; written by each load of the sheet."""

    id = models.BigAutoField(primary_key=True)
    row_number = models.IntegerField(help_text="The row in the sheet; the header is row 1.")
    date = models.DateField(null=True, blank=True, help_text="The day, or the first day, that was paid for.")
    channel = models.CharField(max_length=255, null=True, blank=True)
    campaign = models.CharField(max_length=255, null=True, blank=True)
    amount = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text="In the currency of the sheet."
    )
    impressions = models.BigIntegerField(null=True, blank=True)
    clicks = models.BigIntegerField(null=True, blank=True)
    conversions = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Advertising networks share one conversion out among several advertisements.",
    )
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["MarketingSpend"].as_manager()

    class Meta:
        managed = True
        db_table = "gsheet_marketing_spend"
        constraints = [models.UniqueConstraint(fields=["row_number"], name="gsheet_marketing_spend_row_number_key")]

    def __str__(self) -> str:
        return f"Spend in row {self.row_number}"
