"""Logins of users through other sites."""

import uuid

from django.db import models
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.identity.models.users import User
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["SocialAccount"]


class SocialAccount(models.Model):
    """A user's account at another site, used to log in; the platform writes it at such a login.

    The document names this table, but the original database lacks it. List it in the setting ``ABSENT`` for such a
    database. The columns come from a later version of the platform.
    """

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    user = models.ForeignKey(
        "hibachi_identity.User",
        verbose_name="User",
        on_delete=models.DO_NOTHING,  # so that users can be deleted in an original without this table
        db_constraint=False,
        db_index=False,
        related_name="social_accounts",
        help_text="Who logs in with it; cannot be deleted before it.",
    )
    provider = PgEnumField(
        verbose_name="Provider",
        enum=User.AuthProvider,
        type_name="authprovider",
        schema="public",
        help_text="The other site: Google, Microsoft, Apple or e-mail.",
    )
    provider_account_id = models.CharField(
        verbose_name="Account id at the provider",
        max_length=255,
        help_text="The site's own id; one account of a site belongs to one user.",
    )
    access_token = models.TextField(
        verbose_name="Access token",
        null=True,
        blank=True,
        help_text="A secret of the site; the admin neither shows nor takes it.",
    )
    refresh_token = models.TextField(
        verbose_name="Refresh token",
        null=True,
        blank=True,
        help_text="A secret that gives a new access token; the admin neither shows nor takes it.",
    )
    expires_at = models.DateTimeField(
        verbose_name="Expires at", null=True, blank=True, help_text="Of the access token."
    )
    profile_data = models.JSONField(
        verbose_name="Profile data",
        default=dict,
        blank=True,
        help_text="JSON from the site, with personal data; no code here reads it.",
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

    secret_fields = ("access_token", "refresh_token")
    personal_fields = ("provider_account_id", "profile_data")

    objects = BulkQuerySet["SocialAccount"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "social_accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_account_id"],
                name="social_accounts_provider_provider_account_id_key",
                violation_error_message="A user has this account already.",
            )
        ]
        indexes = [
            Index(fields=["user"], name="idx_social_accounts_user_id"),
            Index(fields=["provider"], name="idx_social_accounts_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.get_provider_display()} account of {moment(self.created_at)}"
