"""Phone calls."""

from typing import Any

from django.db import models
from django.db.models import QuerySet

from agent360_models.indexes import Index
from agent360_models.ingestion.callrail.querysets import CallQuerySet
from agent360_models.ingestion.cross_system import rows_of
from agent360_models.ingestion.phones import NormalizedPhone, normalize_phone

__all__ = ["Call"]


class Call(models.Model):
    """One phone call over a tracked number; written by the CallRail sync."""

    class Direction(models.TextChoices):
        """The direction: a call from the customer, or to them."""

        INBOUND = "inbound", "Inbound"
        OUTBOUND = "outbound", "Outbound"

    id = models.CharField(max_length=64, primary_key=True)
    customer_phone_number = models.CharField(max_length=255, null=True, blank=True)
    tracking_phone_number = models.CharField(
        max_length=255, null=True, blank=True, help_text="The number that was dialed, which tells where it was seen."
    )
    duration = models.IntegerField(null=True, blank=True, help_text="Seconds.")
    start_time = models.DateTimeField(null=True, blank=True)
    answered = models.BooleanField(null=True, blank=True)
    company = models.ForeignKey(
        "ingestion_callrail.Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="calls",
    )
    direction = models.CharField(max_length=255, choices=Direction, null=True, blank=True)
    recording_url = models.TextField(null=True, blank=True)
    transcription = models.TextField(null=True, blank=True)
    tags = models.JSONField(null=True, blank=True, help_text="A list, of names or of objects with a name.")
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True, help_text="Money it brought.")
    lead_status = models.CharField(max_length=255, null=True, blank=True)
    custom_fields = models.JSONField(null=True, blank=True)

    # The call itself
    tracker = models.ForeignKey(
        "ingestion_callrail.Tracker",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="calls",
    )
    company_name = models.CharField(max_length=255, null=True, blank=True)
    created_at = models.DateTimeField(null=True, blank=True, help_text="When CallRail made its record of the call.")
    business_phone_number = models.CharField(
        max_length=255, null=True, blank=True, help_text="The number to which the call was passed on."
    )
    call_type = models.CharField(max_length=255, null=True, blank=True)
    voicemail = models.BooleanField(null=True, blank=True)
    first_call = models.BooleanField(null=True, blank=True)
    prior_calls = models.IntegerField(null=True, blank=True)
    total_calls = models.IntegerField(null=True, blank=True)
    device_type = models.CharField(max_length=255, null=True, blank=True)
    agent_email = models.CharField(max_length=255, null=True, blank=True)
    recording_duration = models.IntegerField(null=True, blank=True, help_text="Seconds.")
    recording_player = models.TextField(null=True, blank=True, help_text="A page that plays the recording.")
    keypad_entries = models.JSONField(null=True, blank=True)
    note = models.TextField(null=True, blank=True)

    # Who called
    person_id = models.CharField(max_length=64, null=True, blank=True)
    customer_name = models.CharField(max_length=255, null=True, blank=True)
    customer_city = models.CharField(max_length=255, null=True, blank=True)
    customer_state = models.CharField(max_length=255, null=True, blank=True)
    customer_country = models.CharField(max_length=255, null=True, blank=True)

    # What was said
    speaker_percent = models.JSONField(null=True, blank=True, help_text="How much each side spoke.")
    keywords_spotted = models.JSONField(null=True, blank=True)
    call_highlights = models.JSONField(null=True, blank=True)
    good_lead_call_id = models.CharField(max_length=64, null=True, blank=True)
    good_lead_call_time = models.DateTimeField(null=True, blank=True)

    # Marketing attribution
    source = models.CharField(max_length=255, null=True, blank=True)
    source_name = models.CharField(max_length=255, null=True, blank=True, help_text="Name of the tracker.")
    medium = models.CharField(max_length=255, null=True, blank=True)
    campaign = models.TextField(null=True, blank=True)
    keywords = models.TextField(null=True, blank=True)
    referrer_domain = models.CharField(max_length=255, null=True, blank=True)
    referring_url = models.TextField(null=True, blank=True)
    landing_page_url = models.TextField(null=True, blank=True)
    last_requested_url = models.TextField(null=True, blank=True)
    timeline_url = models.TextField(null=True, blank=True)
    milestones = models.JSONField(null=True, blank=True, help_text="First touch, lead created, qualified, last touch.")
    utm_source = models.TextField(null=True, blank=True)
    utm_medium = models.TextField(null=True, blank=True)
    utm_campaign = models.TextField(null=True, blank=True)
    utm_term = models.TextField(null=True, blank=True)
    utm_content = models.TextField(null=True, blank=True)
    ga = models.TextField(null=True, blank=True, help_text="Client id of Google Analytics.")
    gclid = models.TextField(null=True, blank=True, help_text="Click id of Google Ads.")
    fbclid = models.TextField(null=True, blank=True, help_text="Click id of Facebook.")
    msclkid = models.TextField(null=True, blank=True, help_text="Click id of Microsoft Advertising.")

    raw_data = models.JSONField(null=True, blank=True, help_text="The record as CallRail sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = (
        "customer_phone_number",
        "recording_url",
        "transcription",
        "custom_fields",
        "agent_email",
        "recording_player",
        "keypad_entries",
        "note",
        "customer_name",
        "customer_city",
        "call_highlights",
        "timeline_url",
        "gclid",
        "fbclid",
        "msclkid",
        "raw_data",
    )

    objects = CallQuerySet["Call"].as_manager()

    class Meta:
        managed = True
        db_table = "callrail_call"
        indexes = [
            Index(fields=["start_time"], name="idx_callrail_call_start_time"),
            Index(fields=["company"], name="idx_callrail_call_company"),
            Index(fields=["customer_phone_number"], name="idx_callrail_call_customer_phone"),
            Index(fields=["tracker"], name="idx_callrail_call_tracker_id"),
            Index(NormalizedPhone("customer_phone_number"), name="idx_callrail_call_normalized_customer_phone"),
        ]

    def __str__(self) -> str:
        return f"Call {self.id}"

    def contacts(self) -> QuerySet[Any]:
        """Return the contacts of HubSpot with the customer's phone number; they need ``ingestion_hubspot``."""
        number = normalize_phone(self.customer_phone_number)
        contacts: QuerySet[Any] = rows_of("ingestion_hubspot.Contact").of_numbers(*filter(None, [number]))
        return contacts
