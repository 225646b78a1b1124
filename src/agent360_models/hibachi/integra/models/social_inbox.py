"""Messages, comments and reviews on social platforms."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["SocialInboxItem", "SocialInboxQuerySet"]


class SocialInboxQuerySet(BulkQuerySet["SocialInboxItem"]):
    """What waits for somebody of the business."""

    def waiting(self) -> "SocialInboxQuerySet":
        """Return what nobody has answered or dismissed, the oldest first."""
        return self.filter(closed_at__isnull=True).order_by("received_at")

    def get_or_record(self, *, platform: str, external_id: str, **columns: Any) -> "tuple[SocialInboxItem, bool]":
        """Store a message, and return it and whether it is new; one that is stored already stays as it is."""
        return self.get_or_create(platform=platform, external_id=external_id, defaults=columns)


class SocialInboxItem(models.Model):
    """One message, comment or review on a social platform that waits for somebody of the business.

    Written once, by ``SocialInboxItem.objects.get_or_record()``, however often the platform sends it.
    """

    class Platform(models.TextChoices):
        """Where it was written."""

        FACEBOOK = "facebook", "Facebook"
        INSTAGRAM = "instagram", "Instagram"
        GOOGLE = "google", "Google"
        YELP = "yelp", "Yelp"
        TIKTOK = "tiktok", "TikTok"

    class Kind(models.TextChoices):
        """What it is."""

        DIRECT_MESSAGE = "direct_message", "Direct message"
        COMMENT = "comment", "Comment"
        MENTION = "mention", "Mention"
        REVIEW = "review", "Review"

    class Status(models.TextChoices):
        """Whether somebody has to do something."""

        NEW = "new", "New"
        ASSIGNED = "assigned", "Assigned"
        ANSWERED = "answered", "Answered"
        DISMISSED = "dismissed", "Dismissed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    platform = PgEnumField(enum=Platform, type_name="social_platform", schema="integra")
    external_id = models.CharField(max_length=200, help_text="The platform's own id of the message.")
    kind = PgEnumField(enum=Kind, type_name="social_inbox_kind", schema="integra", default=Kind.DIRECT_MESSAGE)
    thread = models.ForeignKey(
        "hibachi_core.SocialThread",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="inbox_items",
    )
    sender_external_id = models.CharField(max_length=200, help_text="Who wrote it, as the platform names them.")
    body = models.TextField(null=True, blank=True)
    status = PgEnumField(enum=Status, type_name="social_inbox_status", schema="integra", default=Status.NEW)
    assigned_to = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="social_inbox_items",
    )
    payload = models.JSONField(default=dict, blank=True, help_text="What the platform sent.")
    received_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When it was answered, or dismissed.")
    updated_at = models.DateTimeField(auto_now=True)

    objects = SocialInboxQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("integra", "social_inbox")
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "external_id"],
                name="social_inbox_platform_external_id_key",
                violation_error_message="This message of the platform is stored already.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["new", "assigned"], closed_at__isnull=True)
                | Q(status__in=["answered", "dismissed"], closed_at__isnull=False),
                name="ck_social_inbox_closed_at",
                violation_error_message="What is answered or dismissed has the time of it, and nothing else has.",
            ),
        ]
        indexes = [
            Index(fields=["thread"], name="ix_integra_social_inbox_thread_id"),
            Index(fields=["assigned_to"], name="ix_integra_social_inbox_assigned_to_id"),
            Index(
                fields=["received_at"],
                name="ix_integra_social_inbox_waiting",
                condition=Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_platform_display()} {self.pk}"
