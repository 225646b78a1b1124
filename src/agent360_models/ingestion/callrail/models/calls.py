"""Phone calls."""

from typing import Any

from django.db import models
from django.db.models import QuerySet

from agent360_models.fields.known_values import KnownCharField
from agent360_models.indexes import Index
from agent360_models.ingestion.callrail.querysets import CallQuerySet
from agent360_models.ingestion.cross_system import rows_of
from agent360_models.ingestion.phones import NormalizedPhone, normalize_phone

__all__ = ["Call"]


class Call(models.Model):
    """One phone call over a tracked number; written by the CallRail sync."""

    class Direction(models.TextChoices):
        """Direction of the call, from the customer or to the customer."""

        INBOUND = "inbound", "Inbound"
        OUTBOUND = "outbound", "Outbound"

    id = models.CharField(
        verbose_name="CallRail id",
        max_length=64,
        primary_key=True,
        help_text="Text, such as CAL and 32 hexadecimal digits.",
    )
    customer_phone_number = models.CharField(
        verbose_name="Customer phone number",
        max_length=255,
        null=True,
        blank=True,
        help_text="The customer's also of a call to them; CallRail sends it as +13036231131.",
    )
    tracking_phone_number = models.CharField(
        verbose_name="Tracking phone number",
        max_length=255,
        null=True,
        blank=True,
        help_text="The number that was dialed, which tells where it was seen.",
    )
    duration = models.IntegerField(verbose_name="Duration", null=True, blank=True, help_text="Seconds.")
    start_time = models.DateTimeField(verbose_name="Start", null=True, blank=True, help_text="When the call began.")
    answered = models.BooleanField(
        verbose_name="Answered",
        null=True,
        blank=True,
        help_text="Whether somebody took the call; NULL where CallRail did not say.",
    )
    company = models.ForeignKey(
        "ingestion_callrail.Company",
        verbose_name="Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="calls",
        help_text="The business whose number was dialed; the row may be missing here.",
    )
    direction = KnownCharField(
        verbose_name="Direction",
        max_length=255,
        choices=Direction,
        null=True,
        blank=True,
        help_text="inbound from the customer, outbound to them.",
    )
    recording_url = models.TextField(
        verbose_name="Recording URL",
        null=True,
        blank=True,
        help_text="Leads by way of CallRail's API to what was recorded; empty where nothing was.",
    )
    transcription = models.TextField(
        verbose_name="Transcription",
        null=True,
        blank=True,
        help_text="What was said; empty where CallRail's plan does not include it.",
    )
    tags = models.JSONField(
        verbose_name="Tags", null=True, blank=True, help_text="A list, of names or of objects with a name."
    )
    value = models.DecimalField(
        verbose_name="Value", max_digits=20, decimal_places=4, null=True, blank=True, help_text="Money it brought."
    )
    lead_status = models.CharField(
        verbose_name="Lead status",
        max_length=255,
        null=True,
        blank=True,
        help_text="good_lead, not_a_lead or previously_marked_good_lead; NULL where nobody judged it.",
    )
    custom_fields = models.JSONField(
        verbose_name="Custom fields", null=True, blank=True, help_text="Additional data, as JSON."
    )

    # The call itself
    tracker = models.ForeignKey(
        "ingestion_callrail.Tracker",
        verbose_name="Tracker",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="calls",
        help_text="The number, or pool, by which the call came in; the row may be missing here.",
    )
    company_name = models.CharField(
        verbose_name="Company name",
        max_length=255,
        null=True,
        blank=True,
        help_text="As CallRail sent it along with the call.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When CallRail made its record of the call."
    )
    business_phone_number = models.CharField(
        verbose_name="Business phone number",
        max_length=255,
        null=True,
        blank=True,
        help_text="The number to which the call was passed on.",
    )
    call_type = models.CharField(
        verbose_name="Call type",
        max_length=255,
        null=True,
        blank=True,
        help_text="Such as answered, missed, voicemail or outbound.",
    )
    voicemail = models.BooleanField(
        verbose_name="Voicemail", null=True, blank=True, help_text="Whether the call ended with a message."
    )
    first_call = models.BooleanField(
        verbose_name="First call",
        null=True,
        blank=True,
        help_text="Whether the customer had not called the company before.",
    )
    prior_calls = models.IntegerField(
        verbose_name="Prior calls",
        null=True,
        blank=True,
        help_text="How often the customer had called the company before; 0 the first time.",
    )
    total_calls = models.IntegerField(
        verbose_name="Total calls",
        null=True,
        blank=True,
        help_text="How often the customer's number called in all, as counted by CallRail.",
    )
    device_type = models.CharField(
        verbose_name="Device type",
        max_length=255,
        null=True,
        blank=True,
        help_text="mobile or desktop, of a caller who came by way of the web site.",
    )
    agent_email = models.CharField(
        verbose_name="Agent email", max_length=255, null=True, blank=True, help_text="Of the user who answered."
    )
    recording_duration = models.IntegerField(
        verbose_name="Recording duration", null=True, blank=True, help_text="Seconds."
    )
    recording_player = models.TextField(
        verbose_name="Recording player", null=True, blank=True, help_text="A page that plays the recording."
    )
    keypad_entries = models.JSONField(
        verbose_name="Keypad entries",
        null=True,
        blank=True,
        help_text="What the caller typed on the phone, with the name of the step that asked for it.",
    )
    note = models.TextField(
        verbose_name="Note", null=True, blank=True, help_text="Free text of those who work with CallRail."
    )

    # The caller
    person_id = models.CharField(
        verbose_name="Person id",
        max_length=64,
        null=True,
        blank=True,
        help_text="CallRail's own, of the caller; form submissions have it too.",
    )
    customer_name = models.CharField(
        verbose_name="Customer name", max_length=255, null=True, blank=True, help_text="As caller id reports it."
    )
    customer_city = models.CharField(
        verbose_name="Customer city",
        max_length=255,
        null=True,
        blank=True,
        help_text="Where the phone number was assigned, not where the customer was.",
    )
    customer_state = models.CharField(
        verbose_name="Customer state",
        max_length=255,
        null=True,
        blank=True,
        help_text="Two letters, by where the phone number was assigned.",
    )
    customer_country = models.CharField(
        verbose_name="Customer country",
        max_length=255,
        null=True,
        blank=True,
        help_text="By the area code of the phone number, such as US.",
    )

    # The conversation
    speaker_percent = models.JSONField(
        verbose_name="Speaker percent", null=True, blank=True, help_text="How much each side spoke."
    )
    keywords_spotted = models.JSONField(
        verbose_name="Keywords spotted",
        null=True,
        blank=True,
        help_text="A list: each word, and at which seconds of the recording it was said.",
    )
    call_highlights = models.JSONField(
        verbose_name="Call highlights",
        null=True,
        blank=True,
        help_text="A list of words that CallRail picked from the transcription.",
    )
    good_lead_call_id = models.CharField(
        verbose_name="Good lead call id",
        max_length=64,
        null=True,
        blank=True,
        help_text="The earlier one that was judged to be a good lead, if any.",
    )
    good_lead_call_time = models.DateTimeField(
        verbose_name="Good lead call time",
        null=True,
        blank=True,
        help_text="Of the earlier one that was judged to be a good lead.",
    )

    # Marketing attribution
    source = models.CharField(
        verbose_name="Source",
        max_length=255,
        null=True,
        blank=True,
        help_text="The marketing that led to the call, such as Google Ads.",
    )
    source_name = models.CharField(
        verbose_name="Source name", max_length=255, null=True, blank=True, help_text="Name of the tracker."
    )
    medium = models.CharField(
        verbose_name="Medium", max_length=255, null=True, blank=True, help_text="Most often PPC, direct or organic."
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
    referrer_domain = models.CharField(
        verbose_name="Referrer domain",
        max_length=255,
        null=True,
        blank=True,
        help_text="Of the page that led the caller to the web site.",
    )
    referring_url = models.TextField(
        verbose_name="Referring URL", null=True, blank=True, help_text="The page that led the caller to the web site."
    )
    landing_page_url = models.TextField(
        verbose_name="Landing page URL",
        null=True,
        blank=True,
        help_text="Where the caller first came onto the web site.",
    )
    last_requested_url = models.TextField(
        verbose_name="Last requested URL",
        null=True,
        blank=True,
        help_text="The page that was open when the caller dialed.",
    )
    timeline_url = models.TextField(
        verbose_name="Timeline URL",
        null=True,
        blank=True,
        help_text="Leads to what the person did on the web site before, during and after the call.",
    )
    milestones = models.JSONField(
        verbose_name="Milestones", null=True, blank=True, help_text="First touch, lead created, qualified, last touch."
    )
    utm_source = models.TextField(
        verbose_name="UTM source",
        null=True,
        blank=True,
        help_text="Where the visitor came from, by the address of the landing page or the tracker's settings.",
    )
    utm_medium = models.TextField(
        verbose_name="UTM medium",
        null=True,
        blank=True,
        help_text="The kind of marketing, such as cpc, by the landing page's address or the tracker's settings.",
    )
    utm_campaign = models.TextField(
        verbose_name="UTM campaign",
        null=True,
        blank=True,
        help_text="By the address of the landing page, or the settings of the tracker.",
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
    ga = models.TextField(
        verbose_name="Google Analytics id", null=True, blank=True, help_text="Client id of Google Analytics."
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

    units = {"duration": "seconds", "recording_duration": "seconds"}
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
        "person_id",
        "ga",
        "referring_url",
        "landing_page_url",
        "last_requested_url",
        "milestones",
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
        return f"Call of {str(self.start_time)[:16]}" if self.start_time else f"Call {self.id}"

    def contacts(self) -> QuerySet[Any]:
        """Return the HubSpot contacts with the customer's phone number; needs the app ``ingestion_hubspot``."""
        number = normalize_phone(self.customer_phone_number)
        contacts: QuerySet[Any] = rows_of("ingestion_hubspot.Contact").of_numbers(*filter(None, [number]))
        return contacts
