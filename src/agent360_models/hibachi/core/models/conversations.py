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
from agent360_models.hibachi.enums import ThreadStatus
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["Message", "MessageThread"]


class MessageThread(models.Model):
    """A conversation between a customer and the station on one channel; ``post()`` keeps its columns up to date.

    A row-level security policy shows a row to the active users of its station, and to admins.
    """

    class Channel(models.TextChoices):
        """Labels of ``public.message_channel``: the channel of the conversation."""

        WEB_CHAT = "web_chat", "Chat of the website"
        SMS = "sms", "SMS"
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Phone"
        ADMIN = "admin", "Admin"

    Status = ThreadStatus

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        verbose_name="Customer",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="message_threads",
        help_text="A customer who is deleted takes the conversation along.",
    )
    channel = PgEnumField(
        verbose_name="Channel",
        enum=Channel,
        type_name="message_channel",
        schema="public",
        help_text="Where it is written: chat of the website, SMS, e-mail, phone or admin.",
    )
    external_thread_id = models.CharField(
        verbose_name="External thread id",
        max_length=255,
        null=True,
        blank=True,
        help_text="The channel's id of the conversation.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="thread_status",
        schema="public",
        default=Status.ACTIVE,
        help_text="Kept by post(), which leaves an escalated or urgent thread so.",
    )
    assigned_agent_id = models.UUIDField(
        verbose_name="Assigned agent id", null=True, blank=True, help_text="Who of the station answers."
    )
    ai_mode = models.BooleanField(
        verbose_name="AI mode", default=True, help_text="Whether the platform answers by itself."
    )
    last_message_at = models.DateTimeField(
        verbose_name="Last message at",
        default=timezone.now,
        editable=False,
        help_text="Kept by post(); moves forward, never back.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )
    deleted_at = models.DateTimeField(
        verbose_name="Deleted at",
        null=True,
        blank=True,
        help_text="The row stays in all queries; live() leaves it out.",
    )
    station = models.ForeignKey(
        "hibachi_identity.Station",
        verbose_name="Station",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="message_threads",
        help_text="Its active users are shown the row; it cannot be deleted while rows refer to it.",
    )

    expected_settings = ("app.current_user_id",)  # the policy reads it

    objects = MessageThreadQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "message_threads")
        indexes = [Index(fields=["customer"], name="ix_core_message_threads_customer")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} thread of {moment(self.created_at)}"

    def post(
        self,
        *,
        direction: str,
        content: str,
        sender_type: str,
        created_at: datetime | None = None,
        using: str | None = None,
        **columns: Any,
    ) -> "Message":
        """Store a message and update the thread, in one transaction; return the message.

        ``last_message_at`` never moves back. A message from the customer makes a waiting, resolved or closed thread
        active. A message from the station makes an active thread wait. The method locks the thread's row.
        ``columns`` are further columns of ``Message``, such as ``sender_id``.
        """
        alias = using or router.db_for_write(type(self), instance=self)
        moment = created_at or timezone.now()
        given = {"direction": Message.Direction(direction), "sender_type": Message.SenderType(sender_type), **columns}
        with transaction.atomic(using=alias):
            stored = MessageThread.objects.using(alias).select_for_update(no_key=True).get(pk=self.pk)
            message = Message.objects.using(alias).create(thread=self, content=content, created_at=moment, **given)
            if direction == Message.Direction.OUTBOUND and stored.status == ThreadStatus.ACTIVE:
                stored.status = ThreadStatus.WAITING
            quiet = (ThreadStatus.WAITING, ThreadStatus.RESOLVED, ThreadStatus.CLOSED)
            if direction == Message.Direction.INBOUND and stored.status in quiet:
                stored.status = ThreadStatus.ACTIVE
            stored.last_message_at = max(stored.last_message_at, moment)
            stored.save(using=alias, update_fields=["status", "last_message_at", "updated_at"])
        self.refresh_from_db(using=alias, fields=["status", "last_message_at", "updated_at"])
        return message


class Message(models.Model):
    """One message of a thread, written once by ``MessageThread.post()``."""

    class Direction(models.TextChoices):
        """Values that the database allows."""

        INBOUND = "inbound", "From the customer"
        OUTBOUND = "outbound", "To the customer"

    class SenderType(models.TextChoices):
        """Values that the database allows."""

        CUSTOMER = "customer", "Customer"
        AGENT = "agent", "Agent"
        AI = "ai", "AI"
        SYSTEM = "system", "System"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    thread = models.ForeignKey(
        "hibachi_core.MessageThread",
        verbose_name="Thread",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="messages",
        help_text="The conversation; where that is deleted, the message goes too.",
    )
    direction = models.CharField(
        verbose_name="Direction",
        max_length=10,
        choices=Direction.choices,
        help_text="Inbound is from the customer, outbound to the customer.",
    )
    content = models.TextField(
        verbose_name="Content", help_text="Text as it was written; no list of the admin shows it."
    )
    sender_type = models.CharField(
        verbose_name="Sender type",
        max_length=20,
        choices=SenderType.choices,
        help_text="Customer, agent, AI or system; the database allows no other.",
    )
    sender_id = models.UUIDField(
        verbose_name="Sender id", null=True, blank=True, help_text="The customer or user, by the type of the sender."
    )
    metadata = models.JSONField(
        verbose_name="Metadata", null=True, blank=True, help_text="JSON of the platform; no code here reads it."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )

    personal_fields = ("content", "metadata")

    objects = BulkQuerySet["Message"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=["inbound", "outbound"]),
                name="check_message_direction",
                violation_error_message="A message is inbound or outbound.",
            ),
            models.CheckConstraint(
                condition=Q(sender_type__in=["customer", "agent", "ai", "system"]),
                name="check_sender_type",
                violation_error_message="The database allows four senders: customer, agent, ai, system.",
            ),
        ]
        indexes = [Index(fields=["thread", "created_at"], name="ix_core_messages_thread_created")]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}, {moment(self.created_at)}"
