"""Messages between leads and the pages of the business."""

import uuid

from django.db import models
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.lead.querysets import SocialMessageQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["SocialAccount", "SocialMediaAccount", "SocialMessage"]


class SocialMediaAccount(models.Model):
    """A page of the business whose messages become leads; written when that is decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    social_account = models.OneToOneField(
        "hibachi_identity.SocialAccount",
        on_delete=models.RESTRICT,
        db_constraint=False,
        related_name="lead_page",
        help_text="The page itself: platform, name, and how it is connected.",
    )
    default_assignee = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
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

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "social_media_accounts")
        indexes = [Index(fields=["default_assignee"], name="ix_lead_social_media_accounts_default_assignee_id")]

    def __str__(self) -> str:
        return f"Page {self.social_account_id}"


class SocialAccount(models.Model):
    """A lead's profile on a platform; written when the lead writes there for the first time."""

    class Platform(models.TextChoices):
        """Where it is."""

        FACEBOOK = "facebook", "Facebook"
        INSTAGRAM = "instagram", "Instagram"
        GOOGLE = "google", "Google Business"
        YELP = "yelp", "Yelp"
        TIKTOK = "tiktok", "TikTok"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lead = models.ForeignKey(
        "hibachi_lead.Lead",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="social_accounts",
    )
    platform = PgEnumField(enum=Platform, type_name="social_platform", schema="lead")
    external_id = models.CharField(max_length=100, help_text="The platform's id of the person.")
    handle = models.CharField(max_length=100, default="", blank=True)
    display_name = models.CharField(max_length=200, default="", blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "social_accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "external_id"],
                name="lead_social_accounts_platform_external_id_key",
                violation_error_message="This profile is there already.",
            )
        ]
        indexes = [Index(fields=["lead"], name="ix_lead_social_accounts_lead_id")]

    def __str__(self) -> str:
        return f"{self.platform} profile of lead {self.lead_id}"


class SocialMessage(models.Model):
    """One message between a lead and a page; written once, by ``SocialMessage.objects.get_or_record()``."""

    class Direction(models.TextChoices):
        """Who wrote it."""

        INBOUND = "inbound", "From the lead"
        OUTBOUND = "outbound", "To the lead"

    class Kind(models.TextChoices):
        """Where on the platform it stands."""

        DIRECT_MESSAGE = "direct_message", "Direct message"
        COMMENT = "comment", "Comment"
        MENTION = "mention", "Mention"
        STORY_REPLY = "story_reply", "Reply to a story"
        REVIEW = "review", "Review"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(
        "hibachi_lead.SocialMediaAccount",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="messages",
    )
    profile = models.ForeignKey(
        "hibachi_lead.SocialAccount",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="messages",
    )
    direction = PgEnumField(enum=Direction, type_name="message_direction", schema="lead")
    kind = PgEnumField(enum=Kind, type_name="message_kind", schema="lead", default=Kind.DIRECT_MESSAGE)
    external_id = models.CharField(max_length=255, help_text="The platform's id of the message.")
    body = models.TextField(default="", blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SocialMessageQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "social_messages")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "external_id"],
                name="social_messages_page_id_external_id_key",
                violation_error_message="The page has this message already.",
            )
        ]
        indexes = [Index(fields=["profile", "sent_at"], name="ix_lead_social_messages_profile_id_sent_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
