"""Tags of calls."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Tag"]


class Tag(models.Model):
    """A word that people put to calls, forms and text messages; written by the CallRail sync."""

    id = models.CharField(max_length=64, primary_key=True, help_text="A number at the source.")
    name = models.CharField(max_length=255, null=True, blank=True, help_text="As it stands in the tags of a call.")
    tag_level = models.CharField(max_length=255, null=True, blank=True, help_text="Of one company or of the account.")
    color = models.CharField(max_length=255, null=True, blank=True)
    background_color = models.CharField(max_length=255, null=True, blank=True)
    status = models.CharField(max_length=255, null=True, blank=True)
    company = models.ForeignKey(
        "ingestion_callrail.Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="tags",
    )
    created_at = models.DateTimeField(null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as CallRail sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["Tag"].as_manager()

    class Meta:
        managed = True
        db_table = "callrail_tag"
        indexes = [
            Index(fields=["company"], name="idx_callrail_tag_company_id"),
        ]

    def __str__(self) -> str:
        return self.name or f"Tag {self.id}"
