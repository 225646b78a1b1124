"""Tables ``gsheet_marketing_lead`` and ``gsheet_marketing_spend``."""

from django.db import models

from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["MarketingLead", "MarketingSpend"]


class MarketingLead(models.Model):
    """A row of the lead sheet in its current state; each load of the sheet writes it."""

    id = models.BigAutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Given by this database; it stands for a place in the sheet, not for a person.",
    )
    row_number = models.IntegerField(verbose_name="Row number", help_text="The row in the sheet; the header is row 1.")
    date = models.DateField(
        verbose_name="Date", null=True, blank=True, help_text="A day without a time, as the sheet has it."
    )
    source = models.CharField(
        verbose_name="Source", max_length=255, null=True, blank=True, help_text="Where the lead came from, as typed."
    )
    campaign = models.CharField(
        verbose_name="Campaign", max_length=255, null=True, blank=True, help_text="Its name, as typed."
    )
    first_name = models.CharField(
        verbose_name="First name",
        max_length=255,
        null=True,
        blank=True,
        help_text="As somebody typed it into the sheet.",
    )
    last_name = models.CharField(
        verbose_name="Last name",
        max_length=255,
        null=True,
        blank=True,
        help_text="As somebody typed it into the sheet.",
    )
    email = models.CharField(
        verbose_name="Email", max_length=255, null=True, blank=True, help_text="As typed; it need not be an address."
    )
    phone = models.CharField(
        verbose_name="Phone",
        max_length=255,
        null=True,
        blank=True,
        help_text="As typed; normalize_phone() makes one form of any notation.",
    )
    notes = models.TextField(verbose_name="Notes", null=True, blank=True, help_text="Comments, as typed.")
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("first_name", "last_name", "email", "phone", "notes")

    objects = IngestedQuerySet["MarketingLead"].as_manager()

    class Meta:
        managed = True
        db_table = "gsheet_marketing_lead"
        constraints = [models.UniqueConstraint(fields=["row_number"], name="gsheet_marketing_lead_row_number_key")]

    def __str__(self) -> str:
        return f"Lead in row {self.row_number}"


class MarketingSpend(models.Model):
    """A row of the spend sheet in its current state; each load of the sheet writes it."""

    id = models.BigAutoField(
        verbose_name="Id", primary_key=True, help_text="Given by this database; it stands for a place in the sheet."
    )
    row_number = models.IntegerField(verbose_name="Row number", help_text="The row in the sheet; the header is row 1.")
    date = models.DateField(
        verbose_name="Date", null=True, blank=True, help_text="The day, or the first day, that was paid for."
    )
    channel = models.CharField(
        verbose_name="Channel",
        max_length=255,
        null=True,
        blank=True,
        help_text="Where the advertisement ran; in a report of Google Ads the network.",
    )
    campaign = models.CharField(
        verbose_name="Campaign",
        max_length=255,
        null=True,
        blank=True,
        help_text="Its name, or its id where the report gives no name.",
    )
    amount = models.DecimalField(
        verbose_name="Amount",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="In the currency of the sheet.",
    )
    impressions = models.BigIntegerField(
        verbose_name="Impressions",
        null=True,
        blank=True,
        help_text="How often the advertisement was shown; empty where nobody counts, as on the radio.",
    )
    clicks = models.BigIntegerField(
        verbose_name="Clicks",
        null=True,
        blank=True,
        help_text="How often people followed the advertisement; empty where nobody counts.",
    )
    conversions = models.DecimalField(
        verbose_name="Conversions",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Advertising networks share one conversion out among several advertisements.",
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    objects = IngestedQuerySet["MarketingSpend"].as_manager()

    class Meta:
        managed = True
        db_table = "gsheet_marketing_spend"
        constraints = [models.UniqueConstraint(fields=["row_number"], name="gsheet_marketing_spend_row_number_key")]

    def __str__(self) -> str:
        return self.campaign or f"Spend in row {self.row_number}"
