"""Settings of the application."""

from django.db import models

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import MomentField
from agent360_models.indexes import Index

__all__ = ["AppSettings"]


class AppSettings(models.Model):
    """One setting of the application, which may be a secret; the application's administrators write it."""

    MASK = "********"

    id = models.AutoField(verbose_name="Id", primary_key=True)
    key = models.CharField(
        verbose_name="Key",
        max_length=100,
        unique=True,
        help_text="Name by which the application asks for it, such as lead_score_threshold; unique.",
    )
    value = models.TextField(
        verbose_name="Value",
        null=True,
        blank=True,
        help_text="As text, also of numbers; a secret where is_sensitive says so.",
    )
    category = models.CharField(
        verbose_name="Category",
        max_length=50,
        null=True,
        blank=True,
        help_text="Groups the settings, such as ai or system; NULL for none.",
    )
    is_sensitive = models.BooleanField(
        verbose_name="Sensitive",
        default=False,
        help_text="Whether the value is a secret, which the admin then shows nowhere.",
    )
    description = models.TextField(
        verbose_name="Description", null=True, blank=True, help_text="What the setting is for, in words; NULL for none."
    )
    updated_at = MomentField(
        verbose_name="Updated", zone="UTC", auto_now=True, help_text="When the setting was last saved, in UTC."
    )
    updated_by = models.CharField(
        verbose_name="Updated by",
        max_length=100,
        default="admin",
        help_text="Name of who saved it last, as text; admin at first.",
    )

    secret_fields = ("value",)
    personal_fields = ("updated_by",)

    objects = BulkQuerySet["AppSettings"].as_manager()

    class Meta:
        managed = False
        db_table = "app_settings"
        verbose_name = "app setting"
        verbose_name_plural = "app settings"
        indexes = [Index(fields=["id"], name="ix_app_settings_id")]

    def __str__(self) -> str:
        return self.key

    @property
    def masked_value(self) -> str | None:
        """Value that may be shown: the stored one, or asterisks for a secret."""
        return self.MASK if self.is_sensitive and self.value else self.value
