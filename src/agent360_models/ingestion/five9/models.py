"""The table of Five9's contacts."""

from django.db import models

from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Contact"]


class Contact(models.Model):
    """A person in the call centre's lists, as Five9 last reported them; written by the Five9 sync."""

    id = models.CharField(max_length=255, primary_key=True)
    first_name = models.CharField(max_length=255, null=True, blank=True)
    last_name = models.CharField(max_length=255, null=True, blank=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    phone = models.CharField(max_length=255, null=True, blank=True)
    division = models.CharField(max_length=255, null=True, blank=True)
    status = models.CharField(max_length=255, null=True, blank=True)
    created_date = models.DateTimeField(null=True, blank=True, help_text="When the contact was created in Five9.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Five9 sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("first_name", "last_name", "email", "phone", "raw_data")

    objects = IngestedQuerySet["Contact"].as_manager()

    class Meta:
        managed = True
        db_table = "five9_contact"

    def __str__(self) -> str:
        return f"Contact {self.id}"
