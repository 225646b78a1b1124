"""Appointments, which HubSpot calls meetings."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Appointment"]


class Appointment(models.Model):
    """A meeting with somebody; written by the HubSpot sync."""

    id = models.CharField(max_length=64, primary_key=True)
    subject = models.TextField(null=True, blank=True)
    start_time = models.DateTimeField(null=True, blank=True)
    end_time = models.DateTimeField(null=True, blank=True)
    attendees = models.JSONField(null=True, blank=True, help_text="A list of who takes part.")
    meeting_outcome = models.TextField(null=True, blank=True)
    createdate = models.DateTimeField(null=True, blank=True)
    contact = models.ForeignKey(
        "ingestion_hubspot.Contact",
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
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="appointments",
        help_text="What it is about; the first, where there are several.",
    )
    body = models.TextField(null=True, blank=True)
    location = models.TextField(null=True, blank=True)
    external_url = models.TextField(null=True, blank=True)
    source = models.CharField(max_length=255, null=True, blank=True)
    hubspot_owner_id = models.CharField(max_length=64, null=True, blank=True, help_text="The HubSpot user in charge.")
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as HubSpot sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("subject", "attendees", "body", "location", "raw_data")

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
        return f"Appointment {self.id}"
