"""Companies."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Company"]


class Company(models.Model):
    """A company that buys, or that contacts work for; written by the HubSpot sync."""

    id = models.CharField(
        verbose_name="HubSpot id", max_length=64, primary_key=True, help_text="A number, kept as text."
    )
    name = models.CharField(verbose_name="Name", max_length=255, null=True, blank=True)
    domain = models.CharField(
        verbose_name="Domain",
        max_length=255,
        null=True,
        blank=True,
        help_text="Without https:// and path, such as example.com.",
    )
    website = models.TextField(
        verbose_name="Website",
        null=True,
        blank=True,
        help_text="Address of the company's site; domain is the bare name.",
    )
    description = models.TextField(verbose_name="Description", null=True, blank=True)
    industry = models.CharField(
        verbose_name="Industry",
        max_length=255,
        null=True,
        blank=True,
        help_text="HubSpot's value, in capitals, such as CONSTRUCTION.",
    )
    type = models.CharField(verbose_name="Type", max_length=255, null=True, blank=True)
    phone = models.CharField(
        verbose_name="Phone", max_length=255, null=True, blank=True, help_text="In whatever notation."
    )
    address = models.TextField(
        verbose_name="Address",
        null=True,
        blank=True,
        help_text="The street; city, state and zip code stand by themselves.",
    )
    address2 = models.TextField(verbose_name="Address line 2", null=True, blank=True)
    city = models.CharField(verbose_name="City", max_length=255, null=True, blank=True)
    state = models.CharField(verbose_name="State", max_length=255, null=True, blank=True)
    zip = models.CharField(
        verbose_name="Zip code", max_length=255, null=True, blank=True, help_text="Text, so that leading zeros stay."
    )
    country = models.CharField(verbose_name="Country", max_length=255, null=True, blank=True)
    annualrevenue = models.DecimalField(
        verbose_name="Annual revenue",
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Money; no column says in which currency.",
    )
    numberofemployees = models.BigIntegerField(verbose_name="Number of employees", null=True, blank=True)
    lifecyclestage = models.CharField(
        verbose_name="Lifecycle stage",
        max_length=255,
        null=True,
        blank=True,
        help_text="How far the way to buying has come, such as lead, opportunity or customer.",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="Parent company",
        on_delete=models.DO_NOTHING,
        db_column="hs_parent_company_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="children",
        help_text="The one that it is a part of; the row may be missing here.",
    )
    hubspot_owner_id = models.CharField(
        verbose_name="Owner", max_length=64, null=True, blank=True, help_text="The HubSpot user in charge."
    )
    hs_object_id = models.CharField(
        verbose_name="Object id",
        max_length=64,
        null=True,
        blank=True,
        help_text="HubSpot's internal id of the record; usually the same as the key.",
    )
    hs_merged_object_ids = models.TextField(
        verbose_name="Merged companies",
        null=True,
        blank=True,
        help_text="Ids, joined by semicolons, of the companies that were merged into this one.",
    )
    createdate = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the company was made in HubSpot."
    )
    hs_lastmodifieddate = models.DateTimeField(
        verbose_name="Last modified",
        null=True,
        blank=True,
        help_text="A time of HubSpot's; of two versions of a company the later one is kept.",
    )
    archived = models.BooleanField(
        verbose_name="Archived", default=False, db_default=False, help_text="Whether HubSpot has deleted it."
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

    personal_fields = ("phone", "address", "address2", "raw_data")

    objects = IngestedQuerySet["Company"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_company"
        indexes = [
            Index(fields=["domain"], name="idx_hubspot_company_domain"),
            Index(fields=["parent"], name="idx_hubspot_company_hs_parent_company_id"),
        ]
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name or f"Company {self.id}"
