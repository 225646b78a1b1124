"""Tables of CallRail: calls, forms and text messages, and the numbers they came in by."""

from typing import Any

from django.db import models
from django.db.models import QuerySet

from agent360_models.indexes import Index
from agent360_models.ingestion.callrail.querysets import CallQuerySet
from agent360_models.ingestion.cross_system import rows_of
from agent360_models.ingestion.phones import NormalizedPhone, normalize_phone
from agent360_models.ingestion.querysets import IngestedQuerySet


class Call(models.Model):
    """One phone call over a tracked number; written by the CallRail sync."""

    class Direction(models.TextChoices):
        """Who called whom."""

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

    raw_data = models.JSONField(null=True, blank=True, help_text="What CallRail sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = CallQuerySet.as_manager()

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


class Company(models.Model):
    """A business whose calls are tracked, within an account; written by the CallRail sync."""

    id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=255, null=True, blank=True)
    status = models.CharField(max_length=255, null=True, blank=True)
    created_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=255, null=True, blank=True, help_text="Such as America/New_York.")
    account = models.ForeignKey(
        "ingestion_callrail.Account",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="companies",
    )
    disabled_at = models.DateTimeField(null=True, blank=True)
    dni_active = models.BooleanField(
        null=True, blank=True, help_text="Whether its web site shows each visitor a number of their own."
    )
    script_url = models.TextField(null=True, blank=True)
    form_capture = models.BooleanField(null=True, blank=True)
    callscore_enabled = models.BooleanField(null=True, blank=True)
    callscribe_enabled = models.BooleanField(null=True, blank=True)
    keyword_spotting_enabled = models.BooleanField(null=True, blank=True)
    lead_scoring_enabled = models.BooleanField(null=True, blank=True)
    swap_exclude_jquery = models.BooleanField(null=True, blank=True)
    swap_ppc_override = models.BooleanField(null=True, blank=True)
    swap_landing_override = models.TextField(null=True, blank=True)
    swap_cookie_duration = models.IntegerField(null=True, blank=True, help_text="Days.")
    raw_data = models.JSONField(null=True, blank=True, help_text="What CallRail sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "callrail_company"
        indexes = [
            Index(fields=["account"], name="idx_callrail_company_account_id"),
        ]
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name or f"Company {self.id}"


class Tracker(models.Model):
    """A phone number, or a pool of them, by which calls are told apart; written by the CallRail sync."""

    class Status(models.TextChoices):
        """Whether it takes calls."""

        ACTIVE = "active", "Active"
        INACTIVE = "inactive", "Inactive"

    id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=255, null=True, blank=True)
    company = models.ForeignKey(
        "ingestion_callrail.Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="trackers",
    )
    tracking_number = models.CharField(max_length=255, null=True, blank=True)
    destination_number = models.CharField(
        max_length=255, null=True, blank=True, help_text="The number to which calls are passed on."
    )
    status = models.CharField(max_length=255, choices=Status, null=True, blank=True)
    source = models.CharField(
        max_length=255, null=True, blank=True, help_text="Where people see the number, such as a web site or an ad."
    )
    type = models.CharField(max_length=255, null=True, blank=True, help_text="One number, or one for each visitor.")
    created_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    tracking_numbers = models.JSONField(null=True, blank=True, help_text="All numbers of a pool.")
    source_details = models.JSONField(null=True, blank=True, help_text="The source as CallRail describes it.")
    campaign_name = models.TextField(null=True, blank=True)
    swap_targets = models.JSONField(
        null=True, blank=True, help_text="Numbers on the web site in whose place it is shown."
    )
    call_flow = models.JSONField(null=True, blank=True, help_text="What happens to a call.")
    whisper_message = models.TextField(null=True, blank=True, help_text="What the one who answers hears first.")
    sms_enabled = models.BooleanField(null=True, blank=True)
    sms_supported = models.BooleanField(null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="What CallRail sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "callrail_tracker"
        indexes = [
            Index(fields=["company"], name="idx_callrail_tracker_company_id"),
            Index(fields=["tracking_number"], name="idx_callrail_tracker_tracking_number"),
        ]

    def __str__(self) -> str:
        return f"Tracker {self.id}"


class Account(models.Model):
    """A customer of CallRail, with its companies; written by the CallRail sync."""

    id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=255, null=True, blank=True)
    numeric_id = models.BigIntegerField(
        null=True, blank=True, help_text="The id as older addresses of CallRail have it."
    )
    outbound_recording_enabled = models.BooleanField(null=True, blank=True)
    hipaa_account = models.BooleanField(
        null=True, blank=True, help_text="Whether CallRail keeps what is said about health apart."
    )
    created_at = models.DateTimeField(null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="What CallRail sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "callrail_account"

    def __str__(self) -> str:
        return self.name or f"Account {self.id}"


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

    raw_data = models.JSONField(null=True, blank=True, help_text="What CallRail sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "callrail_formsubmission"
        indexes = [
            Index(fields=["company"], name="idx_callrail_formsubmission_company_id"),
            Index(fields=["tracker"], name="idx_callrail_formsubmission_tracker_id"),
            Index(fields=["submitted_at"], name="idx_callrail_formsubmission_submitted_at"),
        ]

    def __str__(self) -> str:
        return f"Form submission {self.id}"


class TextMessage(models.Model):
    """A thread of text messages with one customer; written by the CallRail sync."""

    id = models.CharField(max_length=64, primary_key=True)
    company = models.ForeignKey(
        "ingestion_callrail.Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="text_messages",
    )
    initial_tracker = models.ForeignKey(
        "ingestion_callrail.Tracker",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="begun_text_messages",
        help_text="By which the thread began.",
    )
    current_tracker = models.ForeignKey(
        "ingestion_callrail.Tracker",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="current_text_messages",
        help_text="By which it goes on.",
    )
    state = models.CharField(max_length=255, null=True, blank=True, help_text="Such as active or archived.")
    last_message_at = models.DateTimeField(null=True, blank=True)
    customer_name = models.CharField(max_length=255, null=True, blank=True)
    customer_phone_number = models.CharField(max_length=255, null=True, blank=True)
    initial_tracking_number = models.CharField(max_length=255, null=True, blank=True)
    current_tracking_number = models.CharField(max_length=255, null=True, blank=True)
    company_time_zone = models.CharField(max_length=255, null=True, blank=True)
    recent_messages = models.JSONField(
        null=True, blank=True, help_text="A list of the last messages: direction, content, time."
    )
    source = models.CharField(max_length=255, null=True, blank=True)
    campaign = models.TextField(null=True, blank=True)
    lead_status = models.CharField(max_length=255, null=True, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True, help_text="Money it brought.")
    tags = models.JSONField(null=True, blank=True, help_text="A list, of names or of objects with a name.")
    note = models.TextField(null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="What CallRail sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "callrail_textmessage"
        indexes = [
            Index(fields=["company"], name="idx_callrail_textmessage_company_id"),
            Index(fields=["initial_tracker"], name="idx_callrail_textmessage_initial_tracker_id"),
            Index(fields=["current_tracker"], name="idx_callrail_textmessage_current_tracker_id"),
            Index(fields=["last_message_at"], name="idx_callrail_textmessage_last_message_at"),
        ]

    def __str__(self) -> str:
        return f"Text messages {self.id}"


class User(models.Model):
    """Somebody who works with CallRail; written by the CallRail sync."""

    id = models.CharField(max_length=64, primary_key=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    first_name = models.CharField(max_length=255, null=True, blank=True)
    last_name = models.CharField(max_length=255, null=True, blank=True)
    name = models.CharField(max_length=255, null=True, blank=True)
    role = models.CharField(max_length=255, null=True, blank=True, help_text="Such as admin, manager or reporting.")
    accepted = models.BooleanField(null=True, blank=True, help_text="Whether the invitation was accepted.")
    created_at = models.DateTimeField(null=True, blank=True)
    account = models.ForeignKey(
        "ingestion_callrail.Account",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="users",
    )
    companies = models.JSONField(null=True, blank=True, help_text="A list of the companies that the user sees.")
    raw_data = models.JSONField(null=True, blank=True, help_text="What CallRail sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "callrail_user"
        indexes = [
            Index(fields=["account"], name="idx_callrail_user_account_id"),
            Index(fields=["email"], name="idx_callrail_user_email"),
        ]

    def __str__(self) -> str:
        return f"User {self.id}"


class Tag(models.Model):
    """A word that people put to calls, forms and text messages; written by the CallRail sync."""

    id = models.CharField(max_length=64, primary_key=True, help_text="A number at the source.")
    name = models.CharField(max_length=255, null=True, blank=True, help_text="As it stands in the tags of a call.")
    tag_level = models.CharField(max_length=255, null=True, blank=True, help_text="Of one company or of the account.")
    color = models.CharField(max_length=255, null=True, blank=True)
    background_color = models.CharField(max_length=255, null=True, blank=True)
    status = models.CharField(max_length=255, null=True, blank=True)
    company = models.ForeignKey(
        "ingestion_callrail.Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="tags",
    )
    created_at = models.DateTimeField(null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="What CallRail sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "callrail_tag"
        indexes = [
            Index(fields=["company"], name="idx_callrail_tag_company_id"),
        ]

    def __str__(self) -> str:
        return self.name or f"Tag {self.id}"
