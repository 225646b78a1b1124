"""Companies with their trackers and accounts."""

from django.db import models

from agent360_models.fields.known_values import KnownCharField
from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Account", "Company", "Tracker"]


class Company(models.Model):
    """A business whose calls an account tracks; written by the CallRail sync."""

    id = models.CharField(
        verbose_name="CallRail id",
        max_length=64,
        primary_key=True,
        help_text="Text, such as COM and 32 hexadecimal digits.",
    )
    name = models.CharField(verbose_name="Name", max_length=255, null=True, blank=True)
    status = models.CharField(
        verbose_name="Status", max_length=255, null=True, blank=True, help_text="active or disabled."
    )
    created_at = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the company was added to CallRail."
    )
    time_zone = models.CharField(
        verbose_name="Time zone", max_length=255, null=True, blank=True, help_text="Such as America/New_York."
    )
    account = models.ForeignKey(
        "ingestion_callrail.Account",
        verbose_name="Account",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="companies",
        help_text="The customer of CallRail that it belongs to; the row may be missing here.",
    )
    disabled_at = models.DateTimeField(
        verbose_name="Disabled", null=True, blank=True, help_text="NULL while the company is active."
    )
    dni_active = models.BooleanField(
        verbose_name="Dynamic number insertion",
        null=True,
        blank=True,
        help_text="Whether its web site shows each visitor a number of their own.",
    )
    script_url = models.TextField(
        verbose_name="Script URL",
        null=True,
        blank=True,
        help_text="What the company's web site loads, so that visitors see tracked numbers.",
    )
    form_capture = models.BooleanField(
        verbose_name="Form capture",
        null=True,
        blank=True,
        help_text="Whether forms that were not made with CallRail are recorded too.",
    )
    callscore_enabled = models.BooleanField(verbose_name="CallScore enabled", null=True, blank=True)
    callscribe_enabled = models.BooleanField(
        verbose_name="CallScribe enabled",
        null=True,
        blank=True,
        help_text="Whether CallRail transcribes calls and picks highlights.",
    )
    keyword_spotting_enabled = models.BooleanField(
        verbose_name="Keyword spotting enabled",
        null=True,
        blank=True,
        help_text="CallRail deprecated it; it has no effect any more.",
    )
    lead_scoring_enabled = models.BooleanField(
        verbose_name="Lead scoring enabled", null=True, blank=True, help_text="Whether people may judge leads by hand."
    )
    swap_exclude_jquery = models.BooleanField(
        verbose_name="Swap excludes jQuery",
        null=True,
        blank=True,
        help_text="CallRail deprecated it; it has no effect any more.",
    )
    swap_ppc_override = models.BooleanField(
        verbose_name="PPC overrides source",
        null=True,
        blank=True,
        help_text="Whether a visit by a paid advertisement replaces where the visitor first came from.",
    )
    swap_landing_override = models.TextField(
        verbose_name="Landing page overrides source",
        null=True,
        blank=True,
        help_text="A parameter, such as utm_source, that replaces where the visitor first came from.",
    )
    swap_cookie_duration = models.IntegerField(
        verbose_name="Cookie duration",
        null=True,
        blank=True,
        help_text="Days, unless raw_data names another unit as swap_cookie_duration_unit.",
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

    objects = IngestedQuerySet["Company"].as_manager()

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
    """A phone number, or a pool of numbers, that identifies a call's origin; written by the CallRail sync."""

    class Status(models.TextChoices):
        """State of the tracker: active trackers take calls, inactive ones do not."""

        ACTIVE = "active", "Active"
        INACTIVE = "inactive", "Inactive"

    id = models.CharField(
        verbose_name="CallRail id",
        max_length=64,
        primary_key=True,
        help_text="Text, such as TRK and 32 hexadecimal digits.",
    )
    name = models.CharField(
        verbose_name="Name", max_length=255, null=True, blank=True, help_text="Calls have it as their source_name."
    )
    company = models.ForeignKey(
        "ingestion_callrail.Company",
        verbose_name="Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="trackers",
        help_text="Whose number it is; the row may be missing here.",
    )
    tracking_number = models.CharField(
        verbose_name="Tracking number",
        max_length=255,
        null=True,
        blank=True,
        help_text="The first one, where the tracker is a pool.",
    )
    destination_number = models.CharField(
        verbose_name="Destination number",
        max_length=255,
        null=True,
        blank=True,
        help_text="The number to which calls are passed on.",
    )
    status = KnownCharField(
        verbose_name="Status",
        max_length=255,
        choices=Status,
        null=True,
        blank=True,
        help_text="active while calls are taken, else inactive, which CallRail's API calls disabled.",
    )
    source = models.CharField(
        verbose_name="Source",
        max_length=255,
        null=True,
        blank=True,
        help_text="Where people see the number, such as a web site or an ad.",
    )
    type = models.CharField(
        verbose_name="Type", max_length=255, null=True, blank=True, help_text="One number, or one for each visitor."
    )
    api_created_at = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the tracker was set up in CallRail."
    )
    disabled_at = models.DateTimeField(
        verbose_name="Disabled", null=True, blank=True, help_text="NULL while the tracker is in use."
    )
    tracking_numbers = models.JSONField(
        verbose_name="Tracking numbers", null=True, blank=True, help_text="All numbers of a pool."
    )
    source_details = models.JSONField(
        verbose_name="Source details", null=True, blank=True, help_text="The source as CallRail describes it."
    )
    campaign_name = models.TextField(
        verbose_name="Campaign name",
        null=True,
        blank=True,
        help_text="Given to each call that comes in by the tracker.",
    )
    swap_targets = models.JSONField(
        verbose_name="Swap targets",
        null=True,
        blank=True,
        help_text="Numbers on the web site in whose place it is shown.",
    )
    call_flow = models.JSONField(
        verbose_name="Call flow",
        null=True,
        blank=True,
        help_text="JSON: where a call goes, whether it is recorded, and the greeting.",
    )
    whisper_message = models.TextField(
        verbose_name="Whisper message", null=True, blank=True, help_text="What the one who answers hears first."
    )
    sms_enabled = models.BooleanField(
        verbose_name="SMS enabled",
        null=True,
        blank=True,
        help_text="Whether the tracker sends and receives text messages.",
    )
    sms_supported = models.BooleanField(
        verbose_name="SMS supported",
        null=True,
        blank=True,
        help_text="Whether the tracker could send and receive text messages, be it enabled or not.",
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

    objects = IngestedQuerySet["Tracker"].as_manager()

    class Meta:
        managed = True
        db_table = "callrail_tracker"
        indexes = [
            Index(fields=["company"], name="idx_callrail_tracker_company_id"),
            Index(fields=["tracking_number"], name="idx_callrail_tracker_tracking_number"),
        ]

    def __str__(self) -> str:
        return self.name or f"Tracker {self.id}"


class Account(models.Model):
    """A customer of CallRail, with its companies; written by the CallRail sync."""

    id = models.CharField(
        verbose_name="CallRail id",
        max_length=64,
        primary_key=True,
        help_text="Text, such as ACC and 32 hexadecimal digits.",
    )
    name = models.CharField(verbose_name="Name", max_length=255, null=True, blank=True)
    numeric_id = models.BigIntegerField(
        verbose_name="Numeric id", null=True, blank=True, help_text="The id as older addresses of CallRail have it."
    )
    outbound_recording_enabled = models.BooleanField(
        verbose_name="Outbound recording enabled",
        null=True,
        blank=True,
        help_text="Whether calls to customers that are placed in CallRail itself are recorded.",
    )
    hipaa_account = models.BooleanField(
        verbose_name="HIPAA account",
        null=True,
        blank=True,
        help_text="Whether the law of the United States on health data (HIPAA) applies to it.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the account was opened at CallRail."
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

    objects = IngestedQuerySet["Account"].as_manager()

    class Meta:
        managed = True
        db_table = "callrail_account"

    def __str__(self) -> str:
        return self.name or f"Account {self.id}"
