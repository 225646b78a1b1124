"""The table of LeadConduit's leads."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Lead"]


class Lead(models.Model):
    """A lead that somebody sold or sent, as LeadConduit last reported it; written by the LeadConduit sync."""

    id = models.CharField(max_length=255, primary_key=True)
    lead_id = models.CharField(max_length=255, null=True, blank=True, help_text="The sender's id of the lead.")
    email = models.CharField(max_length=255, null=True, blank=True)
    phone = models.CharField(max_length=255, null=True, blank=True)
    first_name = models.CharField(max_length=255, null=True, blank=True)
    last_name = models.CharField(max_length=255, null=True, blank=True)
    address = models.CharField(max_length=255, null=True, blank=True)
    city = models.CharField(max_length=255, null=True, blank=True)
    state = models.CharField(max_length=255, null=True, blank=True)
    zip = models.CharField(max_length=255, null=True, blank=True)
    source = models.CharField(max_length=255, null=True, blank=True, help_text="Who sent the lead.")
    campaign = models.CharField(max_length=255, null=True, blank=True, help_text="Id of the campaign.")
    created_at = models.DateTimeField(null=True, blank=True, help_text="When the lead reached LeadConduit.")
    accepted = models.BooleanField(null=True, blank=True, help_text="Whether LeadConduit passed the lead on.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as LeadConduit sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("email", "phone", "first_name", "last_name", "address", "city", "zip", "raw_data")

    objects = IngestedQuerySet["Lead"].as_manager()

    class Meta:
        managed = True
        db_table = "leadconduit_lead"
        indexes = [
            Index(fields=["lead_id"], name="idx_leadconduit_lead_lead_id"),
            Index(fields=["created_at"], name="idx_leadconduit_lead_created_at"),
        ]

    def __str__(self) -> str:
        return f"Lead {self.id}"
