"""Threads on social networks, and their messages."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, router, transaction
from django.db.models import Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.core.querysets import SocialThreadQuerySet
from agent360_models.hibachi.enums import SocialPlatform
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["SocialMessage", "SocialThread"]


class SocialThread(models.Model):
    """A conversation on a page of the business; ``post()`` keeps its columns up to date."""

    class Status(models.TextChoices):
        """Labels of ``public.social_thread_status``: whether the conversation needs attention."""

        OPEN = "open", "Open"
        PENDING = "pending", "Pending"
        RESOLVED = "resolved", "Resolved"
        SNOOZED = "snoozed", "Snoozed"
        ESCALATED = "escalated", "Escalated"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    platform = PgEnumField(
        verbose_name="Platform",
        enum=SocialPlatform,
        type_name="social_platform",
        schema="public",
        help_text="Where the conversation is.",
    )
    thread_ref = models.CharField(
        verbose_name="Thread reference", max_length=255, help_text="The platform's id of the conversation."
    )
    account = models.ForeignKey(
        "hibachi_core.SocialAccount",
        verbose_name="Page",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="threads",
        help_text="The business's own, on which it is; a page that is deleted takes its conversations along.",
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        verbose_name="Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="social_threads",
        help_text="Empty until somebody knows who it is.",
    )
    lead_id = models.UUIDField(
        verbose_name="Lead id", null=True, blank=True, help_text="Of a row of hibachi_lead; no foreign key holds it."
    )
    social_identity = models.ForeignKey(
        "hibachi_core.SocialIdentity",
        verbose_name="Social identity",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="threads",
        help_text="Who writes; becomes empty when that row is deleted.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="social_thread_status",
        schema="public",
        default=Status.OPEN,
        help_text="A message to the business opens the thread, one of the business makes it pending.",
    )
    priority = models.IntegerField(verbose_name="Priority", default=3, help_text="1 to 5.")
    subject = models.CharField(verbose_name="Subject", max_length=255, null=True, blank=True)
    context_url = models.TextField(
        verbose_name="Context URL", null=True, blank=True, help_text="The post that it is about."
    )
    message_count = models.IntegerField(
        verbose_name="Message count",
        default=0,
        editable=False,
        help_text="In both directions; counted by post(), each message once.",
    )
    unread_count = models.IntegerField(
        verbose_name="Unread count",
        default=0,
        editable=False,
        help_text="Messages to the business; mark_read() makes it 0.",
    )
    last_message_at = models.DateTimeField(
        verbose_name="Last message at",
        null=True,
        blank=True,
        editable=False,
        help_text="In either direction; kept by post().",
    )
    last_response_at = models.DateTimeField(
        verbose_name="Last response at",
        null=True,
        blank=True,
        editable=False,
        help_text="When the business wrote last; kept by post().",
    )
    assigned_to = models.UUIDField(
        verbose_name="Assigned to", null=True, blank=True, help_text="The id of the user who answers."
    )
    tags = ArrayField(
        models.CharField(max_length=50),
        verbose_name="Tags",
        null=True,
        blank=True,
        help_text="Up to 50 characters each; the platform chooses them.",
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
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )
    resolved_at = models.DateTimeField(
        verbose_name="Resolved at",
        null=True,
        blank=True,
        editable=False,
        help_text="Written by resolve(), emptied by the next message.",
    )

    personal_fields = ("subject", "context_url", "metadata")

    objects = SocialThreadQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "social_threads")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "thread_ref"],
                name="ix_social_threads_account_thread_ref",
                violation_error_message="The page has this conversation already.",
            ),
            models.CheckConstraint(
                condition=Q(priority__gte=1, priority__lte=5),
                name="ck_social_threads_priority_range",
                violation_error_message="The priority is 1 to 5.",
            ),
        ]
        indexes = [
            Index(fields=["assigned_to"], name="ix_social_threads_assigned_to"),
            Index(fields=["customer"], name="ix_social_threads_customer_id"),
            Index(fields=["last_message_at"], name="ix_social_threads_last_message_at"),
            Index(fields=["lead_id"], name="ix_social_threads_lead_id"),
            Index(fields=["status"], name="ix_social_threads_status"),
        ]

    def __str__(self) -> str:
        return f"{self.get_platform_display()} thread of {moment(self.created_at)}"

    def post(
        self,
        *,
        direction: str,
        kind: str,
        message_ref: str | None = None,
        sent_at: datetime | None = None,
        using: str | None = None,
        **columns: Any,
    ) -> "tuple[SocialMessage, bool]":
        """Store a message and update the thread, in one transaction.

        A message to the business counts as unread and opens the thread. A message from the business makes the thread
        pending. The method locks the thread's row, so concurrent callers count exactly. ``columns`` are further
        columns of ``SocialMessage``, such as ``body``.

        Returns the message, and whether it is new. If the thread already has the ``message_ref``, as when a webhook
        arrives twice, the stored message is returned and not counted again.
        """
        alias = using or router.db_for_write(type(self), instance=self)
        moment = sent_at or timezone.now()
        messages = SocialMessage.objects.using(alias)
        with transaction.atomic(using=alias):
            stored = SocialThread.objects.using(alias).select_for_update(no_key=True).get(pk=self.pk)
            known = message_ref and messages.filter(thread=self, message_ref=message_ref).first()
            if known:
                return known, False
            message = messages.create(
                thread=self,
                direction=SocialMessage.Direction(direction),
                kind=SocialMessage.Kind(kind),
                message_ref=message_ref,
                sent_at=moment,
                **columns,
            )
            _count(stored, message, moment)
            stored.save(using=alias, update_fields=_COUNTED)
        self.refresh_from_db(using=alias, fields=_COUNTED)
        return message, True

    def mark_read(self, *, using: str | None = None) -> None:
        """Mark every message as read."""
        self._update(using, unread_count=0)

    def resolve(self, *, using: str | None = None) -> None:
        """Mark the thread as resolved now; a new message opens it again."""
        self._update(using, status=self.Status.RESOLVED, resolved_at=timezone.now())

    def _update(self, using: str | None, **values: Any) -> None:
        """Write only these columns, and read them back."""
        alias = using or router.db_for_write(type(self), instance=self)
        values["updated_at"] = timezone.now()
        SocialThread.objects.using(alias).filter(pk=self.pk).update(**values)
        self.refresh_from_db(using=alias, fields=[*values])


_COUNTED = [
    *("status", "message_count", "unread_count", "last_message_at", "last_response_at", "resolved_at", "updated_at")
]


def _count(thread: SocialThread, message: "SocialMessage", moment: datetime) -> None:
    """Update a thread for a new message of that time."""
    is_inbound = message.direction == SocialMessage.Direction.IN
    thread.message_count += 1
    thread.unread_count += is_inbound
    thread.status = SocialThread.Status.OPEN if is_inbound else SocialThread.Status.PENDING
    thread.resolved_at = None
    thread.last_message_at = max(filter(None, (thread.last_message_at, moment)))
    if not is_inbound:
        thread.last_response_at = max(filter(None, (thread.last_response_at, moment)))


class SocialMessage(models.Model):
    """One message of a social thread, written by ``SocialThread.post()``."""

    class Direction(models.TextChoices):
        """Labels of ``public.social_message_direction``, from the business's point of view."""

        IN = "in", "To the business"
        OUT = "out", "From the business"

    class Kind(models.TextChoices):
        """Labels of ``public.social_message_kind``."""

        DM = "dm", "Direct message"
        COMMENT = "comment", "Comment"
        REVIEW = "review", "Review"
        REPLY = "reply", "Reply"
        MENTION = "mention", "Mention"
        STORY_REPLY = "story_reply", "Reply to a story"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    thread = models.ForeignKey(
        "hibachi_core.SocialThread",
        verbose_name="Thread",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="messages",
        help_text="The conversation; where that is deleted, the message goes too.",
    )
    message_ref = models.CharField(
        verbose_name="Message reference",
        max_length=255,
        null=True,
        blank=True,
        help_text="The platform's id of the message; empty before it is sent.",
    )
    direction = PgEnumField(
        verbose_name="Direction",
        enum=Direction,
        type_name="social_message_direction",
        schema="public",
        help_text="In is to the business, out is from it.",
    )
    kind = PgEnumField(
        verbose_name="Kind",
        enum=Kind,
        type_name="social_message_kind",
        schema="public",
        help_text="Direct message, comment, review, reply, mention, or reply to a story.",
    )
    author_handle = models.CharField(
        verbose_name="Author handle", max_length=100, null=True, blank=True, help_text="As the platform gives it."
    )
    author_name = models.CharField(
        verbose_name="Author name", max_length=255, null=True, blank=True, help_text="As the platform gives it."
    )
    body = models.TextField(
        verbose_name="Body", null=True, blank=True, help_text="What the author wrote; no list of the admin shows it."
    )
    media = models.JSONField(
        verbose_name="Media", null=True, blank=True, help_text="JSON of the platform; no code here reads it."
    )
    sentiment_score = models.FloatField(verbose_name="Sentiment score", null=True, blank=True, help_text="-1 to 1.")
    intent_tags = ArrayField(models.CharField(max_length=50), verbose_name="Intent tags", null=True, blank=True)
    is_public = models.BooleanField(verbose_name="Public", default=False)
    requires_approval = models.BooleanField(
        verbose_name="Requires approval", default=False, help_text="Whether somebody has to approve it first."
    )
    approved_by = models.UUIDField(
        verbose_name="Approved by", null=True, blank=True, help_text="The id of the user who approved it."
    )
    ai_generated = models.BooleanField(verbose_name="AI generated", default=False)
    parent_message = models.ForeignKey(
        "hibachi_core.SocialMessage",
        verbose_name="Parent message",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="replies",
        help_text="What it replies to; where that is deleted, the reply goes too.",
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
    sent_at = models.DateTimeField(
        verbose_name="Sent at", null=True, blank=True, help_text="The moment that post() is given, or that of its call."
    )
    failed_at = models.DateTimeField(verbose_name="Failed at", null=True, blank=True)
    error_details = models.TextField(verbose_name="Error details", null=True, blank=True)

    personal_fields = ("author_handle", "author_name", "body", "media", "metadata")

    objects = BulkQuerySet["SocialMessage"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "social_messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(sentiment_score__gte=-1, sentiment_score__lte=1),
                name="ck_social_messages_sentiment_range",
                violation_error_message="A sentiment is -1 to 1.",
            )
        ]
        indexes = [
            Index(fields=["created_at"], name="ix_social_messages_created_at"),
            Index(fields=["direction", "kind"], name="ix_social_messages_direction_kind"),
            Index(
                fields=["requires_approval"],
                name="ix_social_messages_requires_approval",
                condition=Q(requires_approval=True),
            ),
            Index(fields=["thread"], name="ix_social_messages_thread_id"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {str(self.get_direction_display()).lower()}, {moment(self.created_at)}"
