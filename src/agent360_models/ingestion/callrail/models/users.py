"""Users of CallRail."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["User"]


class User(models.Model):
    """Somebody who works with CallRail; written by the CallRail sync."""

    id = models.CharField(max_length=64, primary_key=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    first_name = models.CharField(max_length=255, null=True, blank=True)
    last_name = models.CharField(max_length=255, null=True, blank=True)
    name = models.CharField(max_length=255, null=True, blank=True)
    role = models.CharField(max_length=255, null=True, blank=True, help_text="Such as admin, manager or reporting.")
    accepted = models.BooleanField(null=True, blank=True, help_text="Whether the invitation was accepted.")
    created_at = models.DateTimeField(null=True, blank=True)
    account = models.ForeignKey(
        "ingestion_callrail.Account",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="users",
    )
    companies = models.JSONField(null=True, blank=True, help_text="A list of the companies that the user sees.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as CallRail sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("email", "first_name", "last_name", "name", "raw_data")

    objects = IngestedQuerySet["User"].as_manager()

    class Meta:
        managed = True
        db_table = "callrail_user"
        indexes = [
            Index(fields=["account"], name="idx_callrail_user_account_id"),
            Index(fields=["email"], name="idx_callrail_user_email"),
        ]

    def __str__(self) -> str:
        return f"User {self.id}"
