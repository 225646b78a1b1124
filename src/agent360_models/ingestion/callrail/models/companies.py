"""Companies with their trackers, and the accounts that they belong to."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Account", "Company", "Tracker"]


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
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as CallRail sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

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
    """A phone number, or a pool of them, by which calls are told apart; written by the CallRail sync."""

    class Status(models.TextChoices):
        """The state: a tracker takes calls, or it does not."""

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
    api_created_at = models.DateTimeField(null=True, blank=True)
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
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as CallRail sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["Tracker"].as_manager()

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
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as CallRail sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["Account"].as_manager()

    class Meta:
        managed = True
        db_table = "callrail_account"

    def __str__(self) -> str:
        return self.name or f"Account {self.id}"
