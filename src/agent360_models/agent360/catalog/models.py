"""Tables ``product_brands`` and ``products``."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField

__all__ = ["Product", "ProductBrand"]


class ProductBrand(ActiveModel):
    """A brand that products are sold under; written by the Salesforce sync."""

    active_column = "pb_active"

    pb_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    pb_name = models.CharField(
        verbose_name="Name", max_length=255, help_text="What the brand is called in Salesforce; two may have the same."
    )
    pb_brand_code = models.CharField(
        verbose_name="Brand code",
        max_length=50,
        null=True,
        blank=True,
        help_text="Short name set in Salesforce; not unique, NULL where there is none.",
    )
    pb_description = models.TextField(
        verbose_name="Description", null=True, blank=True, help_text="Free text from Salesforce."
    )
    pb_is_active = models.BooleanField(
        verbose_name="Active in Salesforce",
        null=True,
        blank=True,
        help_text="A flag of Salesforce's; see pb_active for deletion.",
    )
    pb_sf_created_date = MomentField(
        verbose_name="Created in Salesforce",
        help_text="When the record was created there, in UTC; the row here may be younger.",
    )
    pb_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    pb_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    pb_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    pb_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    objects = ActiveQuerySet["ProductBrand"].as_manager()

    class Meta:
        managed = False
        db_table = "product_brands"

    def __str__(self) -> str:
        return self.pb_name


class Product(ActiveModel):
    """A product that is invoiced and forecast; written by the Salesforce sync."""

    active_column = "prd_active"

    prd_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    prd_name = models.CharField(
        verbose_name="Name",
        max_length=255,
        help_text="What the product is called in Salesforce; two may have the same.",
    )
    prd_family = models.CharField(
        verbose_name="Family",
        max_length=100,
        null=True,
        blank=True,
        help_text="Group of products, set in Salesforce; the database allows any text.",
    )
    prd_classification = models.CharField(verbose_name="Classification", max_length=100, null=True, blank=True)
    prd_central_product_code = models.CharField(
        verbose_name="Central product code",
        max_length=20,
        null=True,
        blank=True,
        help_text="At most 20 characters, beside prd_product_code; not unique.",
    )
    prd_product_code = models.CharField(
        verbose_name="Product code",
        max_length=255,
        null=True,
        blank=True,
        help_text="Salesforce's own field for it; not unique, NULL where there is none.",
    )
    prd_product_brand = models.ForeignKey(
        "agent360_catalog.ProductBrand",
        verbose_name="Product brand",
        on_delete=models.SET_NULL,
        db_column="prd_product_brand_id",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="products",
        help_text="Row of the brand; NULL for a product without one, or whose brand was deleted.",
    )
    prd_brand = models.CharField(
        verbose_name="Brand name",
        max_length=100,
        null=True,
        blank=True,
        help_text="Text beside prd_product_brand; nothing keeps it equal to that brand's name.",
    )
    prd_is_active = models.BooleanField(
        verbose_name="Active in Salesforce",
        null=True,
        blank=True,
        help_text="Salesforce's IsActive; see prd_active for deletion.",
    )
    prd_sf_created_date = MomentField(
        verbose_name="Created in Salesforce",
        help_text="When the record was created there, in UTC; the row here may be younger.",
    )
    prd_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    prd_last_modified_by_id = models.CharField(
        verbose_name="Last modified by", max_length=18, help_text="Salesforce id of a user, without a foreign key."
    )
    prd_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    prd_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    prd_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    objects = ActiveQuerySet["Product"].as_manager()

    class Meta:
        managed = False
        db_table = "products"

    def __str__(self) -> str:
        return self.prd_name
