"""Pairs of a contact and a deal, or a contact and a company."""

from django.db import models
from django.utils.text import capfirst

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["ContactToCompanyAssociation", "ContactToDealAssociation"]


def _pair(row: models.Model, *names: str) -> str:
    """Return the names of the two rows, or the ids of those that were not read with the association."""
    read = row._state.fields_cache
    return capfirst(", ".join(str(read.get(name) or f"{name} {getattr(row, f'{name}_id')}") for name in names))


class ContactToDealAssociation(models.Model):
    """An association of a contact and a deal, stored once regardless of its labels; written by the HubSpot sync."""

    id = models.BigAutoField(
        verbose_name="Id", primary_key=True, help_text="Given by this database; HubSpot has none for such a pair."
    )
    # Nullable, so that Django uses LEFT JOIN: an inner join would lose rows whose contact or deal is missing.
    contact = models.ForeignKey(
        "ingestion_hubspot.Contact",
        verbose_name="Contact",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="deal_associations",
        help_text="Once with the same deal; the row may be missing here.",
    )
    deal = models.ForeignKey(
        "ingestion_hubspot.Deal",
        verbose_name="Deal",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="contact_associations",
        help_text="Once with the same contact; the row may be missing here.",
    )
    type_id = models.BigIntegerField(
        verbose_name="Type", null=True, blank=True, help_text="HubSpot's number of the kind of association."
    )
    category = models.CharField(
        verbose_name="Category",
        max_length=255,
        null=True,
        blank=True,
        help_text="Who defined the kind, such as HUBSPOT_DEFINED.",
    )
    label = models.CharField(
        verbose_name="Label",
        max_length=255,
        null=True,
        blank=True,
        help_text="How the two belong together, in HubSpot's words; the last, where there are several.",
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as HubSpot sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    objects = IngestedQuerySet["ContactToDealAssociation"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_contacttodealassociation"
        constraints = [
            models.UniqueConstraint(fields=["contact", "deal"], name="uq_hubspot_contacttodealassociation"),
        ]
        indexes = [
            Index(fields=["deal"], name="idx_hubspot_contacttodealassociation_deal_id"),
        ]

    def __str__(self) -> str:
        return _pair(self, "contact", "deal")


class ContactToCompanyAssociation(models.Model):
    """An association of a contact and a company, stored once regardless of its labels; written by the HubSpot sync."""

    id = models.BigAutoField(
        verbose_name="Id", primary_key=True, help_text="Given by this database; HubSpot has none for such a pair."
    )
    # Nullable for LEFT JOIN, as above.
    contact = models.ForeignKey(
        "ingestion_hubspot.Contact",
        verbose_name="Contact",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="company_associations",
        help_text="Once with the same company; the row may be missing here.",
    )
    company = models.ForeignKey(
        "ingestion_hubspot.Company",
        verbose_name="Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="contact_associations",
        help_text="Once with the same contact; the row may be missing here.",
    )
    type_id = models.BigIntegerField(
        verbose_name="Type", null=True, blank=True, help_text="HubSpot's number of the kind of association."
    )
    category = models.CharField(
        verbose_name="Category",
        max_length=255,
        null=True,
        blank=True,
        help_text="Who defined the kind, such as HUBSPOT_DEFINED.",
    )
    label = models.CharField(
        verbose_name="Label",
        max_length=255,
        null=True,
        blank=True,
        help_text="How the two belong together, in HubSpot's words; the last, where there are several.",
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as HubSpot sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    objects = IngestedQuerySet["ContactToCompanyAssociation"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_contacttocompanyassociation"
        constraints = [
            models.UniqueConstraint(fields=["contact", "company"], name="uq_hubspot_contacttocompanyassociation"),
        ]
        indexes = [
            Index(fields=["company"], name="idx_hubspot_contacttocompanyassociation_company_id"),
        ]

    def __str__(self) -> str:
        return _pair(self, "contact", "company")
