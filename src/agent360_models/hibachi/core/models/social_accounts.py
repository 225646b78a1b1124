"""Accounts and identities on social networks."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.enums import SocialPlatform
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["SocialAccount", "SocialIdentity"]


class SocialAccount(models.Model):
    """A page of the business on a social platform, written by the user who connects it."""

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    platform = PgEnumField(
        verbose_name="Platform",
        enum=SocialPlatform,
        type_name="social_platform",
        schema="public",
        help_text="Where the page is: Instagram, Facebook, Google Business, Yelp, TikTok or Twitter.",
    )
    page_id = models.CharField(verbose_name="Page id", max_length=255, help_text="The platform's id of the page.")
    page_name = models.CharField(verbose_name="Page name", max_length=255)
    handle = models.CharField(verbose_name="Handle", max_length=100, null=True, blank=True)
    profile_url = models.TextField(verbose_name="Profile URL", null=True, blank=True)
    avatar_url = models.TextField(verbose_name="Avatar URL", null=True, blank=True)
    connected_by = models.UUIDField(verbose_name="Connected by", help_text="The id of the user who connected it.")
    connected_at = models.DateTimeField(
        verbose_name="Connected at", default=timezone.now, editable=False, help_text="Written once, with the row."
    )
    token_ref = models.TextField(
        verbose_name="Token reference", null=True, blank=True, help_text="The place of the token; never the token."
    )
    webhook_verified = models.BooleanField(verbose_name="Webhook verified", default=False)
    last_sync_at = models.DateTimeField(verbose_name="Last sync at", null=True, blank=True)
    is_active = models.BooleanField(
        verbose_name="Active",
        default=True,
        help_text="The platform's id of a page is unique among those that are active and not deleted.",
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
    deleted_at = models.DateTimeField(
        verbose_name="Deleted at", null=True, blank=True, help_text="Set where the page is no longer connected."
    )

    objects = BulkQuerySet["SocialAccount"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "social_accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "page_id"],
                condition=Q(deleted_at__isnull=True, is_active=True),
                name="ix_social_accounts_platform_page_active",
                violation_error_message="The page is connected already.",
            )
        ]
        indexes = [
            Index(fields=["created_at"], name="ix_social_accounts_created_at"),
            Index(fields=["platform"], name="ix_social_accounts_platform"),
        ]

    def __str__(self) -> str:
        return self.page_name


class SocialIdentity(models.Model):
    """A person who writes on a social platform; the row is written with the first message."""

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    platform = PgEnumField(
        verbose_name="Platform",
        enum=SocialPlatform,
        type_name="social_platform",
        schema="public",
        help_text="Where somebody writes; handles are unique on each.",
    )
    handle = models.CharField(verbose_name="Handle", max_length=100, help_text="Unique on its platform.")
    display_name = models.CharField(
        verbose_name="Display name", max_length=255, null=True, blank=True, help_text="As the platform gives it."
    )
    profile_url = models.TextField(verbose_name="Profile URL", null=True, blank=True)
    avatar_url = models.TextField(verbose_name="Avatar URL", null=True, blank=True)
    customer_id = models.UUIDField(
        verbose_name="Customer id", null=True, blank=True, help_text="The customer that it is held to be."
    )
    confidence_score = models.FloatField(
        verbose_name="Confidence score", default=0, help_text="How sure it is that it is this customer, up to 1."
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
        editable=False,
        help_text="Written once, with the first message.",
    )
    last_active_at = models.DateTimeField(verbose_name="Last active at", null=True, blank=True)
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

    personal_fields = ("handle", "display_name", "profile_url", "avatar_url", "metadata")

    objects = BulkQuerySet["SocialIdentity"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "social_identities")
        verbose_name_plural = "social identities"
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "handle"],
                name="ix_social_identities_platform_handle",
                violation_error_message="There is somebody with this handle already.",
            )
        ]
        indexes = [
            Index(fields=["customer_id"], name="ix_social_identities_customer_id"),
            Index(fields=["last_active_at"], name="ix_social_identities_last_active"),
        ]

    def __str__(self) -> str:
        return f"Somebody on {self.get_platform_display()} since {moment(self.first_seen_at)}"
