"""Conversations by text message."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["TextMessage"]


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
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as CallRail sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

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
        return f"Text messages {self.id}"
