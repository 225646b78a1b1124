"""Tables ``product_brands`` and ``products``."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField

__all__ = ["Product", "ProductBrand"]


class ProductBrand(ActiveModel):
    """A brand that products are sold under; written by the Salesforce sync."""

    active_column = "pb_active"

    pb_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    pb_name = models.CharField(max_length=255)
    pb_brand_code = models.CharField(max_length=50, null=True, blank=True)
    pb_description = models.TextField(null=True, blank=True)
    pb_is_active = models.BooleanField(
        null=True, blank=True, help_text="A flag of Salesforce's; see pb_active for deletion."
    )
    pb_sf_created_date = MomentField()
    pb_last_modified_date = MomentField()
    pb_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    pb_created_at = MomentField(auto_now_add=True)
    pb_updated_at = MomentField(auto_now=True)

    objects = ActiveQuerySet["ProductBrand"].as_manager()

    class Meta:
        managed = False
        db_table = "product_brands"

    def __str__(self) -> str:
        return self.pb_name


class Product(ActiveModel):
    """A product that is invoiced and forecast; written by the Salesforce sync."""

    active_column = "prd_active"

    prd_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    prd_name = models.CharField(max_length=255)
    prd_family = models.CharField(max_length=100, null=True, blank=True)
    prd_classification = models.CharField(max_length=100, null=True, blank=True)
    prd_central_product_code = models.CharField(max_length=20, null=True, blank=True)
    prd_product_code = models.CharField(max_length=255, null=True, blank=True)
    prd_product_brand = models.ForeignKey(
        "agent360_catalog.ProductBrand",
        on_delete=models.SET_NULL,
        db_column="prd_product_brand_id",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="products",
    )
    prd_brand = models.CharField(
        max_length=100, null=True, blank=True, help_text="The brand as text, beside prd_product_brand."
    )
    prd_is_active = models.BooleanField(
        null=True, blank=True, help_text="Salesforce's IsActive; see prd_active for deletion."
    )
    prd_sf_created_date = MomentField()
    prd_last_modified_date = MomentField()
    prd_last_modified_by_id = models.CharField(max_length=18)
    prd_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    prd_created_at = MomentField(auto_now_add=True)
    prd_updated_at = MomentField(auto_now=True)

    objects = ActiveQuerySet["Product"].as_manager()

    class Meta:
        managed = False
        db_table = "products"

    def __str__(self) -> str:
        return self.prd_name
