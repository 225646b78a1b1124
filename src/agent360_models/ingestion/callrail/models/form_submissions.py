"""Forms that were filled in."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["FormSubmission"]


class FormSubmission(models.Model):
    """A form of a web site as somebody filled it in; written by the CallRail sync."""

    id = models.CharField(max_length=64, primary_key=True)
    company = models.ForeignKey(
        "ingestion_callrail.Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="form_submissions",
    )
    tracker = models.ForeignKey(
        "ingestion_callrail.Tracker",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="form_submissions",
    )
    person_id = models.CharField(max_length=64, null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    first_form = models.BooleanField(null=True, blank=True)
    form_name = models.CharField(max_length=255, null=True, blank=True)
    form_url = models.TextField(null=True, blank=True)
    form_data = models.JSONField(null=True, blank=True, help_text="The fields of the form, and what was put in.")
    customer_name = models.CharField(max_length=255, null=True, blank=True)
    customer_email = models.CharField(max_length=255, null=True, blank=True)
    customer_phone_number = models.CharField(max_length=255, null=True, blank=True)
    lead_status = models.CharField(max_length=255, null=True, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True, help_text="Money it brought.")
    tags = models.JSONField(null=True, blank=True, help_text="A list, of names or of objects with a name.")
    note = models.TextField(null=True, blank=True)
    custom_fields = models.JSONField(null=True, blank=True)

    # Marketing attribution
    source = models.CharField(max_length=255, null=True, blank=True)
    medium = models.CharField(max_length=255, null=True, blank=True)
    campaign = models.TextField(null=True, blank=True)
    keywords = models.TextField(null=True, blank=True)
    referrer = models.TextField(null=True, blank=True)
    referring_url = models.TextField(null=True, blank=True)
    landing_page_url = models.TextField(null=True, blank=True)
    timeline_url = models.TextField(null=True, blank=True)
    milestones = models.JSONField(null=True, blank=True, help_text="First touch, lead created, qualified, last touch.")
    utm_source = models.TextField(null=True, blank=True)
    utm_medium = models.TextField(null=True, blank=True)
    utm_campaign = models.TextField(null=True, blank=True)
    utm_term = models.TextField(null=True, blank=True)
    utm_content = models.TextField(null=True, blank=True)
    gclid = models.TextField(null=True, blank=True, help_text="Click id of Google Ads.")
    fbclid = models.TextField(null=True, blank=True, help_text="Click id of Facebook.")
    msclkid = models.TextField(null=True, blank=True, help_text="Click id of Microsoft Advertising.")

    raw_data = models.JSONField(null=True, blank=True, help_text="The record as CallRail sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

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
        return f"Form submission {self.id}"
