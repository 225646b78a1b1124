"""The table of LeadConduit's leads."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet
from agent360_models.units import full_name

__all__ = ["Lead"]


class Lead(models.Model):
    """A lead that a vendor sold or sent, as LeadConduit last reported it; written by the LeadConduit sync."""

    id = models.CharField(
        verbose_name="LeadConduit id", max_length=255, primary_key=True, help_text="24 hexadecimal digits."
    )
    lead_id = models.CharField(
        verbose_name="Lead id", max_length=255, null=True, blank=True, help_text="The sender's id of the lead."
    )
    email = models.CharField(
        verbose_name="Email", max_length=255, null=True, blank=True, help_text="As the sender gave it."
    )
    phone = models.CharField(
        verbose_name="Phone",
        max_length=255,
        null=True,
        blank=True,
        help_text="As the sender gave it; normalize_phone() makes one form of any notation.",
    )
    first_name = models.CharField(verbose_name="First name", max_length=255, null=True, blank=True)
    last_name = models.CharField(verbose_name="Last name", max_length=255, null=True, blank=True)
    address = models.CharField(
        verbose_name="Address", max_length=255, null=True, blank=True, help_text="The street, as the sender gave it."
    )
    city = models.CharField(verbose_name="City", max_length=255, null=True, blank=True)
    state = models.CharField(verbose_name="State", max_length=255, null=True, blank=True)
    zip = models.CharField(
        verbose_name="Zip code", max_length=255, null=True, blank=True, help_text="Text, so that leading zeros stay."
    )
    source = models.CharField(
        verbose_name="Source", max_length=255, null=True, blank=True, help_text="Who sent the lead."
    )
    campaign = models.CharField(
        verbose_name="Campaign", max_length=255, null=True, blank=True, help_text="Id of the campaign."
    )
    created_at = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the lead reached LeadConduit."
    )
    accepted = models.BooleanField(
        verbose_name="Accepted", null=True, blank=True, help_text="Whether LeadConduit passed the lead on."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as LeadConduit sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

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
        return full_name(self.first_name, self.last_name) or f"Lead {self.id}"
