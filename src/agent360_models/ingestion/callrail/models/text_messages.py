"""Conversations by text message."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["TextMessage"]


class TextMessage(models.Model):
    """A thread of text messages with one customer; written by the CallRail sync."""

    id = models.CharField(
        verbose_name="CallRail id", max_length=64, primary_key=True, help_text="Of the whole thread, not of a message."
    )
    company = models.ForeignKey(
        "ingestion_callrail.Company",
        verbose_name="Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="text_messages",
        help_text="With whom the customer writes; the row may be missing here.",
    )
    initial_tracker = models.ForeignKey(
        "ingestion_callrail.Tracker",
        verbose_name="Initial tracker",
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
        verbose_name="Current tracker",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="current_text_messages",
        help_text="By which it goes on.",
    )
    state = models.CharField(
        verbose_name="State", max_length=255, null=True, blank=True, help_text="Such as active or archived."
    )
    last_message_at = models.DateTimeField(
        verbose_name="Last message", null=True, blank=True, help_text="When the newest of the thread was sent."
    )
    customer_name = models.CharField(verbose_name="Customer name", max_length=255, null=True, blank=True)
    customer_phone_number = models.CharField(
        verbose_name="Customer phone number",
        max_length=255,
        null=True,
        blank=True,
        help_text="CallRail sends it as +13036231131.",
    )
    initial_tracking_number = models.CharField(
        verbose_name="Initial tracking number",
        max_length=255,
        null=True,
        blank=True,
        help_text="The company's, by which the thread began.",
    )
    current_tracking_number = models.CharField(
        verbose_name="Current tracking number",
        max_length=255,
        null=True,
        blank=True,
        help_text="The company's, by which the thread goes on.",
    )
    company_time_zone = models.CharField(
        verbose_name="Company time zone", max_length=255, null=True, blank=True, help_text="Such as America/New_York."
    )
    recent_messages = models.JSONField(
        verbose_name="Recent messages",
        null=True,
        blank=True,
        help_text="A list of the last messages: direction, content, time.",
    )
    source = models.CharField(verbose_name="Source", max_length=255, null=True, blank=True)
    campaign = models.TextField(verbose_name="Campaign", null=True, blank=True)
    lead_status = models.CharField(
        verbose_name="Lead status",
        max_length=255,
        null=True,
        blank=True,
        help_text="good_lead, not_a_lead or previously_marked_good_lead; NULL where nobody judged it.",
    )
    value = models.DecimalField(
        verbose_name="Value", max_digits=20, decimal_places=4, null=True, blank=True, help_text="Money it brought."
    )
    tags = models.JSONField(
        verbose_name="Tags", null=True, blank=True, help_text="A list, of names or of objects with a name."
    )
    note = models.TextField(
        verbose_name="Note", null=True, blank=True, help_text="Free text of those who work with CallRail."
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

    personal_fields = ("customer_name", "customer_phone_number", "recent_messages", "note", "raw_data")

    objects = IngestedQuerySet["TextMessage"].as_manager()

    class Meta:
        managed = True
        db_table = "callrail_text_message"
        indexes = [
            Index(fields=["company"], name="idx_callrail_text_message_company_id"),
            Index(fields=["initial_tracker"], name="idx_callrail_text_message_initial_tracker_id"),
            Index(fields=["current_tracker"], name="idx_callrail_text_message_current_tracker_id"),
            Index(fields=["last_message_at"], name="idx_callrail_text_message_last_message_at"),
        ]

    def __str__(self) -> str:
        return (
            f"Text messages of {str(self.last_message_at)[:16]}" if self.last_message_at else f"Text messages {self.id}"
        )
