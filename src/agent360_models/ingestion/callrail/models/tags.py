"""Tags of calls."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Tag"]


class Tag(models.Model):
    """A label for calls, forms and text messages; written by the CallRail sync."""

    id = models.CharField(
        verbose_name="CallRail id", max_length=64, primary_key=True, help_text="A number at the source."
    )
    name = models.CharField(
        verbose_name="Name", max_length=255, null=True, blank=True, help_text="As it stands in the tags of a call."
    )
    tag_level = models.CharField(
        verbose_name="Tag level", max_length=255, null=True, blank=True, help_text="Of one company or of the account."
    )
    color = models.CharField(
        verbose_name="Color",
        max_length=255,
        null=True,
        blank=True,
        help_text="Of the letters: one of CallRail's names, such as gray1.",
    )
    background_color = models.CharField(
        verbose_name="Background color",
        max_length=255,
        null=True,
        blank=True,
        help_text="One of CallRail's names, such as green2.",
    )
    status = models.CharField(
        verbose_name="Status", max_length=255, null=True, blank=True, help_text="enabled or disabled."
    )
    company = models.ForeignKey(
        "ingestion_callrail.Company",
        verbose_name="Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="tags",
        help_text="Whose tag it is; the row may be missing here.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the tag was made in CallRail."
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

    objects = IngestedQuerySet["Tag"].as_manager()

    class Meta:
        managed = True
        db_table = "callrail_tag"
        indexes = [
            Index(fields=["company"], name="idx_callrail_tag_company_id"),
        ]

    def __str__(self) -> str:
        return self.name or f"Tag {self.id}"
