"""Pages of the business on social platforms, who writes there, and their conversations."""

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

# Names that begin with lead_ are without it in the database: those of core are the same, and Django wants a name once.

__all__ = ["SocialAccount", "SocialIdentity", "SocialMediaAccount", "SocialMessage", "SocialThread"]


class SocialAccount(models.Model):
    """A page of the business on a platform; written when a user connects it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    platform = models.CharField(max_length=50, help_text="Such as instagram.")
    page_id = models.CharField(max_length=255, help_text="The platform's id of the page.")
    page_name = models.CharField(max_length=255)
    handle = models.CharField(max_length=100, null=True, blank=True)
    profile_url = models.TextField(null=True, blank=True)
    avatar_url = models.TextField(null=True, blank=True)
    connected_by = models.UUIDField(help_text="The key of a user; no foreign key holds it.")
    connected_at = models.DateTimeField(default=timezone.now)
    token_ref = models.TextField(null=True, blank=True, help_text="Where the token is kept; never the token.")
    webhook_verified = models.BooleanField(default=False)
    last_sync_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    platform_metadata = models.JSONField(default=dict, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="Set where the page counts as deleted.")

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
    """Somebody who writes on a platform, and the customer that they may be; written with their first message."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    platform = models.CharField(max_length=50, help_text="Such as instagram.")
    handle = models.CharField(max_length=100)
    display_name = models.CharField(max_length=255, null=True, blank=True)
    profile_url = models.TextField(null=True, blank=True)
    avatar_url = models.TextField(null=True, blank=True)
    customer_id = models.UUIDField(null=True, blank=True, help_text="The key of a customer; no foreign key holds it.")
    confidence_score = models.FloatField(default=0, help_text="How sure it is that this is the customer, 0 to 1.")
    verification_status = models.CharField(max_length=50, default="unverified")
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_active_at = models.DateTimeField(null=True, blank=True)
    platform_metadata = models.JSONField(default=dict, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

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
        return f"Identity {self.pk} on {self.platform}"


class SocialThread(models.Model):
    """One conversation on a platform; written with its first message, then by ``count_message()``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    platform = PgEnumField(enum=SocialPlatform, type_name="social_platform", schema="public")
    account_id = models.CharField(max_length=100, help_text="The platform's id of the page.")
    thread_ref = models.CharField(max_length=255, help_text="The platform's id of the conversation.")
    lead = models.ForeignKey(
        "hibachi_lead.Lead",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="social_threads",
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="lead_social_threads",
    )
    status = PgEnumField(enum=ThreadStatus, type_name="thread_status", schema="public", default=ThreadStatus.ACTIVE)
    last_message_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    social_identity = models.ForeignKey(
        "hibachi_lead.SocialIdentity",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="threads",
        help_text="Who writes.",
    )
    assigned_to = models.UUIDField(null=True, blank=True, help_text="The key of a user; no foreign key holds it.")
    priority = models.IntegerField(default=3, help_text="From 1, the most urgent, to 5.")
    subject = models.CharField(max_length=255, null=True, blank=True)
    context_url = models.TextField(null=True, blank=True, help_text="Of the post that is commented on.")
    message_count = models.IntegerField(default=0)
    last_response_at = models.DateTimeField(null=True, blank=True, help_text="When the business wrote last.")
    resolved_at = models.DateTimeField(null=True, blank=True)
    tags = ArrayField(models.CharField(max_length=50), null=True, blank=True, default=list)

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
        return f"Thread {self.pk} ({self.get_platform_display()})"

    def count_message(self, direction: str, *, at: datetime | None = None, using: str | None = None) -> None:
        """Count a message, and move the times of the thread and its lead forward, never back, in one transaction.

        ``direction`` is ``"in"`` or ``"out"``. The database adds, so that messages at once are all counted.
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


# The document names the next two tables, and the original has none of these names. So Django leaves their rows to the
# database when it deletes what they refer to: it would look for them.


class SocialMediaAccount(models.Model):
    """A page of the business whose messages become leads, and who gets them.

    Inferred: the document names the table, and the original has none of this name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    social_account = models.OneToOneField(
        "hibachi_lead.SocialAccount",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="lead_page",
        help_text="The page itself.",
    )
    default_assignee = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="social_media_accounts",
        help_text="Who gets the leads that come from it.",
    )
    is_active = models.BooleanField(default=True, help_text="Whether messages to it still become leads.")
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet["SocialMediaAccount"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "social_media_accounts")
        indexes = [Index(fields=["default_assignee"], name="ix_lead_social_media_accounts_default_assignee_id")]

    def __str__(self) -> str:
        return f"Page {self.social_account_id}"


class SocialMessage(models.Model):
    """One message of a conversation; written once, by ``SocialMessage.objects.get_or_record()``.

    Inferred: the document names the table, and the original has none of this name.
    """

    class Direction(models.TextChoices):
        """Who wrote it."""

        IN = "in", "To the business"
        OUT = "out", "From the business"

    class Kind(models.TextChoices):
        """Where on the platform it stands."""

        DM = "dm", "Direct message"
        COMMENT = "comment", "Comment"
        REVIEW = "review", "Review"
        REPLY = "reply", "Reply"
        MENTION = "mention", "Mention"
        STORY_REPLY = "story_reply", "Reply to a story"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(
        "hibachi_lead.SocialThread",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="messages",
    )
    message_ref = models.CharField(max_length=255, help_text="The platform's id of the message.")
    direction = PgEnumField(enum=Direction, type_name="social_message_direction", schema="public")
    kind = PgEnumField(enum=Kind, type_name="social_message_kind", schema="public", default=Kind.DM)
    body = models.TextField(default="", blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

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
        return f"{self.kind} {self.pk}"
