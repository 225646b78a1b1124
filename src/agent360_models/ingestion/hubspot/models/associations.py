"""Pairs of a contact and a deal, or a contact and a company."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["ContactToCompanyAssociation", "ContactToDealAssociation"]


class ContactToDealAssociation(models.Model):
    """A contact and a deal that belong together, once however many labels say so; written by the HubSpot sync."""

    id = models.BigAutoField(primary_key=True)
    # Nullable, so that Django joins by LEFT JOIN: an inner one would lose the rows that dangle.
    contact = models.ForeignKey(
        "ingestion_hubspot.Contact",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="deal_associations",
    )
    deal = models.ForeignKey(
        "ingestion_hubspot.Deal",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="contact_associations",
    )
    type_id = models.BigIntegerField(null=True, blank=True, help_text="HubSpot's number of the kind of association.")
    category = models.CharField(
        max_length=255, null=True, blank=True, help_text="Who defined the kind, such as HUBSPOT_DEFINED."
    )
    label = models.CharField(max_length=255, null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as HubSpot sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

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
        return f"Contact {self.contact_id}, deal {self.deal_id}"


class ContactToCompanyAssociation(models.Model):
    """A contact and a company that belong together, once however many labels say so; written by the HubSpot sync."""

    id = models.BigAutoField(primary_key=True)
    # Nullable for the sake of joins, as above.
    contact = models.ForeignKey(
        "ingestion_hubspot.Contact",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="company_associations",
    )
    company = models.ForeignKey(
        "ingestion_hubspot.Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="contact_associations",
    )
    type_id = models.BigIntegerField(null=True, blank=True, help_text="HubSpot's number of the kind of association.")
    category = models.CharField(
        max_length=255, null=True, blank=True, help_text="Who defined the kind, such as HUBSPOT_DEFINED."
    )
    label = models.CharField(max_length=255, null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as HubSpot sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

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
        return f"Contact {self.contact_id}, company {self.company_id}"
