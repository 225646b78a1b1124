"""Logins of users by other sites."""

import uuid

from django.db import models
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.identity.models.users import User
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["SocialAccount"]


class SocialAccount(models.Model):
    """A user's account at another site, to log in with; written by the platform at such a login.

    The document names the table, and the original lacks it: the setting ``ABSENT`` says so of a database without it.
    The columns are those of a younger version of the platform.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.DO_NOTHING,  # an original without this table can delete users
        db_constraint=False,
        db_index=False,
        related_name="social_accounts",
    )
    provider = PgEnumField(enum=User.AuthProvider, type_name="authprovider", schema="public")
    provider_account_id = models.CharField(max_length=255, help_text="The site's id of the account.")
    access_token = models.TextField(null=True, blank=True)
    refresh_token = models.TextField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Of the access token.")
    profile_data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

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
        return f"Account {self.pk} of user {self.user_id}"
