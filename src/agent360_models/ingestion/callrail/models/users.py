"""Users of CallRail."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet
from agent360_models.units import full_name

__all__ = ["User"]


class User(models.Model):
    """A person who works with CallRail; written by the CallRail sync."""

    id = models.CharField(
        verbose_name="CallRail id",
        max_length=64,
        primary_key=True,
        help_text="Text, such as USR and 32 hexadecimal digits.",
    )
    email = models.CharField(
        verbose_name="Email", max_length=255, null=True, blank=True, help_text="CallRail tells its users apart by it."
    )
    first_name = models.CharField(verbose_name="First name", max_length=255, null=True, blank=True)
    last_name = models.CharField(verbose_name="Last name", max_length=255, null=True, blank=True)
    name = models.CharField(
        verbose_name="Name", max_length=255, null=True, blank=True, help_text="Given and family name together."
    )
    role = models.CharField(
        verbose_name="Role", max_length=255, null=True, blank=True, help_text="Such as admin, manager or reporting."
    )
    accepted = models.BooleanField(
        verbose_name="Accepted", null=True, blank=True, help_text="Whether the invitation was accepted."
    )
    created_at = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the user was added to CallRail."
    )
    account = models.ForeignKey(
        "ingestion_callrail.Account",
        verbose_name="Account",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="users",
        help_text="The customer of CallRail that the user works for; the row may be missing here.",
    )
    companies = models.JSONField(
        verbose_name="Companies", null=True, blank=True, help_text="A list of the companies that the user sees."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as CallRail sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

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
        return self.name or full_name(self.first_name, self.last_name) or f"User {self.id}"
