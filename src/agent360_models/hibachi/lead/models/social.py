"""Pages of the business on social platforms, the people who write there, and their conversations."""

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models, router, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.enums import SocialPlatform, ThreadStatus
from agent360_models.hibachi.lead.models.leads import Lead
from agent360_models.hibachi.lead.querysets import SocialMessageQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

# Names that begin with lead_ lack this prefix in the database. In core they are taken, and Django wants unique names.

__all__ = ["SocialAccount", "SocialIdentity", "SocialMediaAccount", "SocialMessage", "SocialThread"]


class SocialAccount(models.Model):
    """A page of the business on a platform, written when a user connects it."""

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    platform = models.CharField(verbose_name="Platform", max_length=50, help_text="Such as instagram.")
    page_id = models.CharField(verbose_name="Page id", max_length=255, help_text="The platform's id of the page.")
    page_name = models.CharField(verbose_name="Page name", max_length=255)
    handle = models.CharField(verbose_name="Handle", max_length=100, null=True, blank=True)
    profile_url = models.TextField(verbose_name="Profile URL", null=True, blank=True)
    avatar_url = models.TextField(verbose_name="Avatar URL", null=True, blank=True)
    connected_by = models.UUIDField(
        verbose_name="Connected by", help_text="The key of a user; no foreign key holds it."
    )
    connected_at = models.DateTimeField(
        verbose_name="Connected at",
        default=timezone.now,
        help_text="The time of the insert, where nobody gives another.",
    )
    token_ref = models.TextField(
        verbose_name="Token reference", null=True, blank=True, help_text="Where the token is kept; never the token."
    )
    webhook_verified = models.BooleanField(verbose_name="Webhook verified", default=False)
    last_sync_at = models.DateTimeField(verbose_name="Last sync at", null=True, blank=True)
    is_active = models.BooleanField(verbose_name="Active", default=True)
    platform_metadata = models.JSONField(
        verbose_name="Platform metadata", default=dict, null=True, blank=True, help_text="JSON; no code here reads it."
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
        verbose_name="Deleted at", null=True, blank=True, help_text="Set where the page counts as deleted."
    )

    objects = BulkQuerySet["SocialAccount"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "social_accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "page_id"],
                name="ix_social_accounts_platform_page_id",
                violation_error_message="This page is there already.",
            )
        ]
        indexes = [
            Index(fields=["is_active"], name="ix_social_accounts_is_active"),
            Index(fields=["platform"], name="lead_ix_social_accounts_platform"),
        ]

    def __str__(self) -> str:
        return f"{self.page_name} on {self.platform}"


class SocialIdentity(models.Model):
    """A person who writes on a platform, with their customer if known; written with the first message."""

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    platform = models.CharField(verbose_name="Platform", max_length=50, help_text="Such as instagram.")
    handle = models.CharField(verbose_name="Handle", max_length=100)
    display_name = models.CharField(
        verbose_name="Display name", max_length=255, null=True, blank=True, help_text="As the platform gives it."
    )
    profile_url = models.TextField(verbose_name="Profile URL", null=True, blank=True)
    avatar_url = models.TextField(verbose_name="Avatar URL", null=True, blank=True)
    customer_id = models.UUIDField(
        verbose_name="Customer id", null=True, blank=True, help_text="The key of a customer; no foreign key holds it."
    )
    confidence_score = models.FloatField(
        verbose_name="Confidence score", default=0, help_text="How sure it is that this is the customer, 0 to 1."
    )
    verification_status = models.CharField(
        verbose_name="Verification status",
        max_length=50,
        default="unverified",
        help_text="Unverified at first; other values are the platform's to know.",
    )
    first_seen_at = models.DateTimeField(
        verbose_name="First seen at",
        default=timezone.now,
        help_text="The time of the insert, where nobody gives another.",
    )
    last_active_at = models.DateTimeField(verbose_name="Last active at", null=True, blank=True)
    platform_metadata = models.JSONField(
        verbose_name="Platform metadata", default=dict, null=True, blank=True, help_text="JSON; no code here reads it."
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

    personal_fields = ("handle", "display_name", "profile_url", "avatar_url", "platform_metadata")

    objects = BulkQuerySet["SocialIdentity"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "social_identities")
        verbose_name_plural = "social identities"
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "handle"],
                name="lead_ix_social_identities_platform_handle",
                violation_error_message="This person is there already.",
            )
        ]
        indexes = [
            Index(fields=["customer_id"], name="lead_ix_social_identities_customer_id"),
            Index(fields=["platform"], name="ix_social_identities_platform"),
        ]

    def __str__(self) -> str:
        return f"Somebody on {self.platform} since {moment(self.first_seen_at)}"


class SocialThread(models.Model):
    """One conversation on a platform; written with its first message, then by ``count_message()``."""

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    platform = PgEnumField(
        verbose_name="Platform",
        enum=SocialPlatform,
        type_name="social_platform",
        schema="public",
        help_text="Where the conversation is; its references are unique there.",
    )
    account_id = models.CharField(verbose_name="Account id", max_length=100, help_text="The platform's id of the page.")
    thread_ref = models.CharField(
        verbose_name="Thread reference", max_length=255, help_text="The platform's id of the conversation."
    )
    lead = models.ForeignKey(
        "hibachi_lead.Lead",
        verbose_name="Lead",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="social_threads",
        help_text="Who may book; becomes empty when the lead is deleted.",
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        verbose_name="Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="lead_social_threads",
        help_text="Who booked before; becomes empty when the customer is deleted.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=ThreadStatus,
        type_name="thread_status",
        schema="public",
        default=ThreadStatus.ACTIVE,
        help_text="Active, waiting, resolved, escalated, closed or urgent.",
    )
    last_message_at = models.DateTimeField(
        verbose_name="Last message at",
        null=True,
        blank=True,
        help_text="In either direction; count_message() moves it forward, never back.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    social_identity = models.ForeignKey(
        "hibachi_lead.SocialIdentity",
        verbose_name="Social identity",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="threads",
        help_text="Who writes.",
    )
    assigned_to = models.UUIDField(
        verbose_name="Assigned to", null=True, blank=True, help_text="The key of a user; no foreign key holds it."
    )
    priority = models.IntegerField(verbose_name="Priority", default=3, help_text="From 1, the most urgent, to 5.")
    subject = models.CharField(verbose_name="Subject", max_length=255, null=True, blank=True)
    context_url = models.TextField(
        verbose_name="Context URL", null=True, blank=True, help_text="Of the post that is commented on."
    )
    message_count = models.IntegerField(
        verbose_name="Message count", default=0, help_text="In both directions; count_message() adds to it."
    )
    last_response_at = models.DateTimeField(
        verbose_name="Last response at", null=True, blank=True, help_text="When the business wrote last."
    )
    resolved_at = models.DateTimeField(verbose_name="Resolved at", null=True, blank=True)
    tags = ArrayField(
        models.CharField(max_length=50),
        verbose_name="Tags",
        null=True,
        blank=True,
        default=list,
        help_text="Up to 50 characters each; the platform chooses them.",
    )

    personal_fields = ("subject", "context_url")

    objects = BulkQuerySet["SocialThread"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "social_threads")
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "thread_ref"],
                name="ix_social_threads_platform",
                violation_error_message="This conversation is there already.",
            )
        ]
        indexes = [
            Index(fields=["assigned_to"], name="lead_ix_social_threads_assigned_to"),
            Index(fields=["customer"], name="ix_social_threads_customer"),
            Index(fields=["lead"], name="ix_social_threads_lead"),
            Index(fields=["social_identity"], name="ix_social_threads_social_identity_id"),
            Index(fields=["status"], name="lead_ix_social_threads_status"),
        ]

    def __str__(self) -> str:
        return f"{self.get_platform_display()} thread of {moment(self.created_at)}"

    def count_message(self, direction: str, *, at: datetime | None = None, using: str | None = None) -> None:
        """Count a message, and advance the times of the thread and its lead, in one transaction.

        ``direction`` is ``"in"`` or ``"out"``. The times never move back. The database increments the count, so
        concurrent messages all count.
        """
        alias = using or router.db_for_write(SocialThread, instance=self)
        moment = Value(at or timezone.now(), models.DateTimeField())
        written = {"message_count": F("message_count") + 1, "last_message_at": Greatest("last_message_at", moment)}
        if direction == SocialMessage.Direction.OUT:
            written["last_response_at"] = Greatest("last_response_at", moment)
        with transaction.atomic(using=alias):
            SocialThread.objects.using(alias).filter(pk=self.pk).update(**written)
            if self.lead_id is not None:
                Lead.objects.using(alias).filter(pk=self.lead_id).update(
                    last_contact_date=Greatest("last_contact_date", moment)
                )
        self.refresh_from_db(using=alias, fields=[*written])


# The document names the next two tables, but the original lacks them. So Django must not look for their rows when it
# deletes a row that they refer to; the database's own rules handle them.


class SocialMediaAccount(models.Model):
    """A page of the business whose messages become leads, with the person who gets these leads.

    Inferred: the document names this table, but the original lacks it.
    """

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    social_account = models.OneToOneField(
        "hibachi_lead.SocialAccount",
        verbose_name="Page",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="lead_page",
        help_text="The business's own, one row for each; goes when the page is deleted.",
    )
    default_assignee = models.ForeignKey(
        "hibachi_identity.User",
        verbose_name="Default assignee",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="social_media_accounts",
        help_text="Who gets the leads that come from it.",
    )
    is_active = models.BooleanField(
        verbose_name="Active", default=True, help_text="Whether messages to it still become leads."
    )
    metadata = models.JSONField(
        verbose_name="Metadata", default=dict, blank=True, help_text="JSON of the platform; no code here reads it."
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

    objects = BulkQuerySet["SocialMediaAccount"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "social_media_accounts")
        indexes = [Index(fields=["default_assignee"], name="ix_lead_social_media_accounts_default_assignee_id")]

    def __str__(self) -> str:
        return f"Page of {moment(self.created_at)}"


class SocialMessage(models.Model):
    """One message of a conversation, written once by ``SocialMessage.objects.get_or_record()``.

    Inferred: the document names this table, but the original lacks it.
    """

    class Direction(models.TextChoices):
        """Direction of the message."""

        IN = "in", "To the business"
        OUT = "out", "From the business"

    class Kind(models.TextChoices):
        """Place of the message on the platform."""

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
        "hibachi_lead.SocialThread",
        verbose_name="Thread",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="messages",
        help_text="The conversation; where that is deleted, the message goes too.",
    )
    message_ref = models.CharField(
        verbose_name="Message reference", max_length=255, help_text="The platform's id of the message."
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
        default=Kind.DM,
        help_text="Direct message, comment, review, reply, mention, or reply to a story.",
    )
    body = models.TextField(
        verbose_name="Body", default="", blank=True, help_text="What was written; no list of the admin shows it."
    )
    sent_at = models.DateTimeField(
        verbose_name="Sent at", default=timezone.now, help_text="The time of the insert, where nobody gives another."
    )
    metadata = models.JSONField(
        verbose_name="Metadata", default=dict, blank=True, help_text="JSON of the platform; no code here reads it."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )

    personal_fields = ("body", "metadata")

    objects = SocialMessageQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "social_messages")
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "message_ref"],
                name="social_messages_thread_id_message_ref_key",
                violation_error_message="The conversation has this message already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {str(self.get_direction_display()).lower()}, {moment(self.sent_at)}"
