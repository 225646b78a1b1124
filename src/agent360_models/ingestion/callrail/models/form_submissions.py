"""Submitted forms."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["FormSubmission"]


class FormSubmission(models.Model):
    """A submitted form of a web site; written by the CallRail sync."""

    id = models.CharField(
        verbose_name="CallRail id",
        max_length=64,
        primary_key=True,
        help_text="Text, such as FOR and 32 hexadecimal digits.",
    )
    company = models.ForeignKey(
        "ingestion_callrail.Company",
        verbose_name="Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="form_submissions",
        help_text="On whose web site the form is; the row may be missing here.",
    )
    tracker = models.ForeignKey(
        "ingestion_callrail.Tracker",
        verbose_name="Tracker",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="form_submissions",
        help_text="The row may be missing here.",
    )
    person_id = models.CharField(
        verbose_name="Person id",
        max_length=64,
        null=True,
        blank=True,
        help_text="CallRail's own, of the visitor; anonymous where it does not know who it was.",
    )
    submitted_at = models.DateTimeField(
        verbose_name="Submitted", null=True, blank=True, help_text="By the clock of CallRail's server."
    )
    first_form = models.BooleanField(
        verbose_name="First form", null=True, blank=True, help_text="Whether the person had not filled in any before."
    )
    form_name = models.CharField(
        verbose_name="Form name",
        max_length=255,
        null=True,
        blank=True,
        help_text="Of a form that was made with CallRail.",
    )
    form_url = models.TextField(verbose_name="Form URL", null=True, blank=True, help_text="Where it was sent to.")
    form_data = models.JSONField(
        verbose_name="Form data", null=True, blank=True, help_text="The fields of the form, and what was put in."
    )
    customer_name = models.CharField(verbose_name="Customer name", max_length=255, null=True, blank=True)
    customer_email = models.CharField(verbose_name="Customer email", max_length=255, null=True, blank=True)
    customer_phone_number = models.CharField(
        verbose_name="Customer phone number",
        max_length=255,
        null=True,
        blank=True,
        help_text="Written by CallRail as +13036231131, however it was typed.",
    )
    lead_status = models.CharField(
        verbose_name="Lead status",
        max_length=255,
        null=True,
        blank=True,
        help_text="good_lead, not_a_lead or previously_marked_good_lead; NULL where nobody judged it.",
    )
    value = models.DecimalField(
        verbose_name="Value", max_digits=20, decimal_places=4, null=True, blank=True, help_text="Money it brought."
    )
    tags = models.JSONField(
        verbose_name="Tags", null=True, blank=True, help_text="A list, of names or of objects with a name."
    )
    note = models.TextField(
        verbose_name="Note", null=True, blank=True, help_text="Free text of those who work with CallRail."
    )
    custom_fields = models.JSONField(verbose_name="Custom fields", null=True, blank=True)

    # Marketing attribution
    source = models.CharField(
        verbose_name="Source",
        max_length=255,
        null=True,
        blank=True,
        help_text="The marketing that led to it, such as Google Ads.",
    )
    medium = models.CharField(
        verbose_name="Medium", max_length=255, null=True, blank=True, help_text="Such as CPC, direct or organic."
    )
    campaign = models.TextField(
        verbose_name="Campaign", null=True, blank=True, help_text="Name of the marketing campaign."
    )
    keywords = models.TextField(
        verbose_name="Keywords",
        null=True,
        blank=True,
        help_text="What the visitor searched for; CallRail knows it of paid advertisements only.",
    )
    referrer = models.TextField(
        verbose_name="Referrer",
        null=True,
        blank=True,
        help_text="Name of what led the visitor to the web site, such as google_paid.",
    )
    referring_url = models.TextField(
        verbose_name="Referring URL", null=True, blank=True, help_text="The page that led the visitor to the web site."
    )
    landing_page_url = models.TextField(
        verbose_name="Landing page URL",
        null=True,
        blank=True,
        help_text="Where the visitor first came onto the web site.",
    )
    timeline_url = models.TextField(
        verbose_name="Timeline URL",
        null=True,
        blank=True,
        help_text="Leads to what the person did on the web site before, during and after.",
    )
    milestones = models.JSONField(
        verbose_name="Milestones", null=True, blank=True, help_text="First touch, lead created, qualified, last touch."
    )
    utm_source = models.TextField(
        verbose_name="UTM source",
        null=True,
        blank=True,
        help_text="Where the visitor came from, as the address of the landing page said.",
    )
    utm_medium = models.TextField(
        verbose_name="UTM medium",
        null=True,
        blank=True,
        help_text="The kind of marketing, such as cpc, as the address of the landing page said.",
    )
    utm_campaign = models.TextField(
        verbose_name="UTM campaign", null=True, blank=True, help_text="As the address of the landing page said."
    )
    utm_term = models.TextField(
        verbose_name="UTM term",
        null=True,
        blank=True,
        help_text="The words that were paid for, as the address of the landing page said.",
    )
    utm_content = models.TextField(
        verbose_name="UTM content",
        null=True,
        blank=True,
        help_text="Which of several advertisements it was, as the address of the landing page said.",
    )
    gclid = models.TextField(verbose_name="Google click id", null=True, blank=True, help_text="Click id of Google Ads.")
    fbclid = models.TextField(
        verbose_name="Facebook click id",
        null=True,
        blank=True,
        help_text="Facebook adds it to links that lead to other sites.",
    )
    msclkid = models.TextField(
        verbose_name="Microsoft click id", null=True, blank=True, help_text="Click id of Microsoft Advertising."
    )

    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as CallRail sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = (
        "form_data",
        "customer_name",
        "customer_email",
        "customer_phone_number",
        "note",
        "custom_fields",
        "timeline_url",
        "gclid",
        "fbclid",
        "msclkid",
        "raw_data",
        "person_id",
        "referring_url",
        "landing_page_url",
        "milestones",
    )

    objects = IngestedQuerySet["FormSubmission"].as_manager()

    class Meta:
        managed = True
        db_table = "callrail_form_submission"
        indexes = [
            Index(fields=["company"], name="idx_callrail_form_submission_company_id"),
            Index(fields=["tracker"], name="idx_callrail_form_submission_tracker_id"),
            Index(fields=["submitted_at"], name="idx_callrail_form_submission_submitted_at"),
        ]

    def __str__(self) -> str:
        return f"Form of {str(self.submitted_at)[:16]}" if self.submitted_at else f"Form submission {self.id}"
