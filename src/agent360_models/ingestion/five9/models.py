"""The table of Five9's contacts."""

from django.db import models

from agent360_models.ingestion.querysets import IngestedQuerySet
from agent360_models.units import full_name

__all__ = ["Contact"]


class Contact(models.Model):
    """A person on the call centre's lists, as Five9 last reported; written by the Five9 sync."""

    id = models.CharField(
        verbose_name="Five9 id",
        max_length=255,
        primary_key=True,
        help_text="Text: a number of Five9, or the id of another system that a list brought along.",
    )
    first_name = models.CharField(verbose_name="First name", max_length=255, null=True, blank=True)
    last_name = models.CharField(verbose_name="Last name", max_length=255, null=True, blank=True)
    email = models.CharField(verbose_name="Email", max_length=255, null=True, blank=True)
    phone = models.CharField(
        verbose_name="Phone",
        max_length=255,
        null=True,
        blank=True,
        help_text="As Five9 sends it; normalize_phone() makes one form of any notation.",
    )
    division = models.CharField(
        verbose_name="Division",
        max_length=255,
        null=True,
        blank=True,
        help_text="Name of the part of the business, as text.",
    )
    status = models.CharField(
        verbose_name="Status",
        max_length=255,
        null=True,
        blank=True,
        help_text="In Five9's words; no list of the values is kept here.",
    )
    created_date = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the contact was created in Five9."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as Five9 sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("first_name", "last_name", "email", "phone", "raw_data")

    objects = IngestedQuerySet["Contact"].as_manager()

    class Meta:
        managed = True
        db_table = "five9_contact"

    def __str__(self) -> str:
        return full_name(self.first_name, self.last_name) or f"Contact {self.id}"
