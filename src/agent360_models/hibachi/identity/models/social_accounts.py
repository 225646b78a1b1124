"""Accounts of the business on social platforms."""

import uuid

from django.db import models
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["SocialAccount"]


class SocialAccount(models.Model):
    """A page or profile of the business on a social platform; written by who connects it."""

    class Platform(models.TextChoices):
        """Where it is."""

        FACEBOOK = "facebook", "Facebook"
        INSTAGRAM = "instagram", "Instagram"
        GOOGLE = "google", "Google Business"
        YELP = "yelp", "Yelp"
        TIKTOK = "tiktok", "TikTok"

    class Status(models.TextChoices):
        """Whether the platform lets us in."""

        CONNECTED = "connected", "Connected"
        EXPIRED = "expired", "Access expired"
        DISCONNECTED = "disconnected", "Disconnected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    station = models.ForeignKey(
        "hibachi_identity.Station",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="social_accounts",
        help_text="Empty where it speaks for the whole business.",
    )
    platform = PgEnumField(enum=Platform, type_name="social_platform", schema="identity")
    external_id = models.CharField(max_length=255, help_text="The platform's own id of it.")
    name = models.CharField(max_length=200)
    url = models.URLField(max_length=500, default="", blank=True)
    status = PgEnumField(enum=Status, type_name="social_account_status", schema="identity", default=Status.CONNECTED)
    token_reference = models.CharField(
        max_length=255, null=True, blank=True, help_text="Where the token is kept, as a secret store names it."
    )
    token_expires_at = models.DateTimeField(null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "social_accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "external_id"],
                name="social_accounts_platform_external_id_key",
                violation_error_message="This account of the platform is connected already.",
            )
        ]
        indexes = [Index(fields=["station"], name="ix_identity_social_accounts_station_id")]

    def __str__(self) -> str:
        return f"{self.name} ({self.platform})"
