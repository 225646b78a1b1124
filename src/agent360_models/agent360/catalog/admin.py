"""Admin of product brands and products."""

from agent360_models.admin import register
from agent360_models.agent360._admin import SyncedAdmin
from agent360_models.agent360.catalog.models import Product, ProductBrand


@register(ProductBrand)
class ProductBrandAdmin(SyncedAdmin):
    """Find a brand by name, id or code."""

    list_display = ("pb_name", "pb_brand_code", "pb_is_active")
    list_filter = ("pb_is_active",)
    search_fields = ("pb_sf_id__exact", "pb_name", "pb_brand_code__exact")


@register(Product)
class ProductAdmin(SyncedAdmin):
    """Find a product by name, id or code."""

    list_display = ("prd_name", "prd_product_code", "prd_product_brand", "prd_family", "prd_is_active")
    list_filter = ("prd_is_active",)
    search_fields = ("prd_sf_id__exact", "prd_name", "prd_product_code__exact", "prd_central_product_code__exact")
