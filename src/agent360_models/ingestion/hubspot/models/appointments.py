"""Appointments, which HubSpot calls meetings."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Appointment"]


class Appointment(models.Model):
    """A meeting with a contact; written by the HubSpot sync."""

    id = models.CharField(
        verbose_name="HubSpot id",
        max_length=64,
        primary_key=True,
        help_text="Of a meeting, or of an appointment, which HubSpot keeps as another object.",
    )
    subject = models.TextField(
        verbose_name="Subject", null=True, blank=True, help_text="Title of a meeting, or name of an appointment."
    )
    start_time = models.DateTimeField(
        verbose_name="Start", null=True, blank=True, help_text="When it is planned to begin."
    )
    end_time = models.DateTimeField(
        verbose_name="End", null=True, blank=True, help_text="When it is planned to be over."
    )
    attendees = models.JSONField(verbose_name="Attendees", null=True, blank=True, help_text="A list of who takes part.")
    meeting_outcome = models.TextField(
        verbose_name="Outcome", null=True, blank=True, help_text="Such as SCHEDULED or COMPLETED."
    )
    createdate = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the meeting was made in HubSpot."
    )
    contact = models.ForeignKey(
        "ingestion_hubspot.Contact",
        verbose_name="Contact",
        on_delete=models.DO_NOTHING,
        db_column="hscontact_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="appointments",
        help_text="With whom; the first, where there are several.",
    )
    deal = models.ForeignKey(
        "ingestion_hubspot.Deal",
        verbose_name="Deal",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="appointments",
        help_text="What it is about; the first, where there are several.",
    )
    body = models.TextField(verbose_name="Body", null=True, blank=True, help_text="What is written about the meeting.")
    location = models.TextField(
        verbose_name="Location",
        null=True,
        blank=True,
        help_text="An address, a room, a link or a phone number, as text.",
    )
    external_url = models.TextField(
        verbose_name="External URL",
        null=True,
        blank=True,
        help_text="Leads to the meeting in the calendar that it came from.",
    )
    source = models.CharField(
        verbose_name="Source",
        max_length=255,
        null=True,
        blank=True,
        help_text="The way by which it came to HubSpot, such as CRM_UI or INTEGRATION.",
    )
    hubspot_owner_id = models.CharField(
        verbose_name="Owner", max_length=64, null=True, blank=True, help_text="The HubSpot user in charge."
    )
    hs_object_id = models.CharField(
        verbose_name="Object id",
        max_length=64,
        null=True,
        blank=True,
        help_text="HubSpot's internal id of the record; usually the same as the key.",
    )
    hs_lastmodifieddate = models.DateTimeField(
        verbose_name="Last modified",
        null=True,
        blank=True,
        help_text="A time of HubSpot's; of two versions of a meeting the later one is kept.",
    )
    archived = models.BooleanField(
        verbose_name="Archived", default=False, db_default=False, help_text="Whether HubSpot has deleted it."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as HubSpot sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("subject", "attendees", "body", "location", "raw_data", "external_url")

    objects = IngestedQuerySet["Appointment"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_appointment"
        indexes = [
            Index(fields=["start_time"], name="idx_hubspot_appointment_start_time"),
            Index(fields=["contact"], name="idx_hubspot_appointment_hscontact_id"),
            Index(fields=["deal"], name="idx_hubspot_appointment_deal_id"),
        ]

    def __str__(self) -> str:
        return f"Appointment of {str(self.start_time)[:16]}" if self.start_time else f"Appointment {self.id}"
