"""Conversations with customers, and their messages."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models, router, transaction
from django.db.models import Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.core.querysets import MessageThreadQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["Message", "MessageThread", "SocialThread"]


class MessageThread(models.Model):
    """What a customer and the station write to each other on one channel; kept in step by ``post()``."""

    class Channel(models.TextChoices):
        """Where it is written."""

        SMS = "sms", "SMS"
        EMAIL = "email", "E-mail"
        WEB_CHAT = "web_chat", "Chat of the website"

    class Status(models.TextChoices):
        """Whether somebody has to do something."""

        OPEN = "open", "Open"
        WAITING = "waiting", "Waiting for the customer"
        CLOSED = "closed", "Closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="message_threads",
    )
    booking = models.ForeignKey(
        "hibachi_core.Booking",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="message_threads",
        help_text="What it is about, if that is one booking.",
    )
    channel = PgEnumField(enum=Channel, type_name="thread_channel", schema="core")
    status = PgEnumField(enum=Status, type_name="thread_status", schema="core", default=Status.OPEN)
    subject = models.CharField(max_length=200, default="", blank=True)
    last_message_at = models.DateTimeField(null=True, blank=True, editable=False)
    unread_count = models.IntegerField(
        default=0, editable=False, help_text="How many messages of the customer nobody of the station has read."
    )
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = MessageThreadQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "message_threads")
        constraints = [
            models.CheckConstraint(
                condition=Q(unread_count__gte=0),
                name="ck_message_threads_unread_count",
                violation_error_message="The number of unread messages is not below zero.",
            ),
        ]
        indexes = [
            Index(fields=["customer", "last_message_at"], name="ix_core_message_threads_customer_id"),
            Index(fields=["booking"], name="ix_core_message_threads_booking_id"),
            Index(fields=["status", "last_message_at"], name="ix_core_message_threads_status"),
        ]

    def __str__(self) -> str:
        return f"Thread {self.pk}"

    def post(
        self,
        *,
        direction: str,
        body: str,
        sent_at: datetime | None = None,
        external_id: str | None = None,
        using: str | None = None,
        **columns: Any,
    ) -> "tuple[Message, bool]":
        """Store a message and bring the thread in step with it, in one transaction.

        ``last_message_at`` moves forward, never back. A message of the customer counts as unread and opens the
        thread; one of the station makes it wait for the customer. The row is locked, so any number of callers
        count exactly. ``columns`` are others of ``Message``, such as ``author``.

        Returns the message, and whether it is new: one whose ``external_id`` is stored already, as when a webhook
        comes twice, is returned as it is and not counted again.
        """
        alias = using or router.db_for_write(type(self), instance=self)
        moment = sent_at or timezone.now()
        values = {"direction": Message.Direction(direction), "body": body, "sent_at": moment, **columns}
        messages = Message.objects.using(alias)
        with transaction.atomic(using=alias):
            stored = self._rows(alias).select_for_update(no_key=True).get()
            if external_id is None:
                message, is_new = messages.create(thread=self, **values), True
            else:
                message, is_new = messages.get_or_create(external_id=external_id, defaults={"thread": self, **values})
            if is_new:
                is_inbound = direction == "inbound"
                stored.unread_count += is_inbound
                stored.status = self.Status.OPEN if is_inbound else self.Status.WAITING
                stored.last_message_at = max(filter(None, (stored.last_message_at, moment)))
                stored.save(using=alias, update_fields=["unread_count", "status", "last_message_at", "updated_at"])
        self.refresh_from_db(using=alias, fields=["unread_count", "status", "last_message_at", "updated_at"])
        return message, is_new

    def mark_read(self, *, using: str | None = None) -> None:
        """Say that somebody of the station has read all that the customer wrote."""
        alias = using or router.db_for_write(type(self), instance=self)
        self._rows(alias).update(unread_count=0, updated_at=timezone.now())
        self.refresh_from_db(using=alias, fields=["unread_count", "updated_at"])

    def _rows(self, alias: str) -> "models.QuerySet[MessageThread]":
        """Return the stored row of this object."""
        return MessageThread.objects.using(alias).filter(pk=self.pk)


class Message(models.Model):
    """One message of a thread; written by ``MessageThread.post()``, and later only its status."""

    class Direction(models.TextChoices):
        """Who wrote it."""

        INBOUND = "inbound", "From the customer"
        OUTBOUND = "outbound", "To the customer"

    class Status(models.TextChoices):
        """How far it came."""

        QUEUED = "queued", "Queued"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        READ = "read", "Read"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(
        "hibachi_core.MessageThread",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="messages",
    )
    author = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="written_messages",
        help_text="Who of the station wrote it; empty for the customer's, and for those that no person wrote.",
    )
    direction = PgEnumField(enum=Direction, type_name="message_direction", schema="core")
    status = PgEnumField(enum=Status, type_name="message_status", schema="core", default=Status.SENT)
    body = models.TextField()
    sent_at = models.DateTimeField(default=timezone.now)
    external_id = models.CharField(
        max_length=255,
        unique=True,
        null=True,
        blank=True,
        help_text="The provider's id; the same one again is the same message.",
    )
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(direction="outbound") | Q(author__isnull=True),
                name="ck_messages_author",
                violation_error_message="A message of the customer has no author of the station.",
            ),
        ]
        indexes = [
            Index(fields=["thread", "sent_at"], name="ix_core_messages_thread_id"),
            Index(fields=["author"], name="ix_core_messages_author_id"),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"


class SocialThread(models.Model):
    """A conversation on a page of the business; written by the platform's webhooks, one row for each there."""

    class Kind(models.TextChoices):
        """What it began with."""

        DIRECT_MESSAGE = "direct_message", "Direct message"
        COMMENT = "comment", "Comment"
        MENTION = "mention", "Mention"
        REVIEW = "review", "Review"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    social_account = models.ForeignKey(
        "hibachi_identity.SocialAccount",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="social_threads",
        help_text="The page.",
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="social_threads",
        help_text="Empty until somebody knows who it is.",
    )
    kind = PgEnumField(enum=Kind, type_name="social_thread_kind", schema="core", default=Kind.DIRECT_MESSAGE)
    status = PgEnumField(
        enum=MessageThread.Status, type_name="thread_status", schema="core", default=MessageThread.Status.OPEN
    )
    external_id = models.CharField(max_length=255, help_text="The platform's id of the conversation.")
    participant_handle = models.CharField(
        max_length=255, default="", blank=True, help_text="Who writes, as the platform has it."
    )
    last_message_at = models.DateTimeField(null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "social_threads")
        constraints = [
            models.UniqueConstraint(
                fields=["social_account", "external_id"],
                name="uq_social_threads_account_external_id",
                violation_error_message="The page has this conversation already.",
            ),
        ]
        indexes = [
            Index(fields=["customer"], name="ix_core_social_threads_customer_id"),
            Index(fields=["status", "last_message_at"], name="ix_core_social_threads_status"),
        ]

    def __str__(self) -> str:
        return f"Social thread {self.pk}"
