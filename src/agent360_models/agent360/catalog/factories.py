"""Rows of ``product_brands`` and ``products`` for tests."""

from agent360_models.agent360.catalog.models import Product, ProductBrand
from agent360_models.agent360.factories import INTEGRATION_USER, created_date, modified_date, salesforce_id
from agent360_models.testing.factories import Faker, FamilyFactory, SelfAttribute, Sequence, SubFactory, Trait

__all__ = ["ProductBrandFactory", "ProductFactory"]


class ProductBrandFactory(FamilyFactory[ProductBrand]):
    """A brand on sale."""

    pb_sf_id = salesforce_id("a04")
    pb_name = Faker("company")
    pb_brand_code = Sequence(lambda number: f"B{number + 1:04d}")
    pb_description = Faker("catch_phrase")
    pb_is_active = True
    pb_sf_created_date = created_date(2025)
    pb_last_modified_date = modified_date()

    class Meta:
        model = ProductBrand

    class Params:
        inactive = Trait(pb_is_active=False)
        deleted = Trait(pb_active=0)


class ProductFactory(FamilyFactory[Product]):
    """A product on sale, with a brand."""

    prd_sf_id = salesforce_id("01t")
    prd_name = Faker("catch_phrase")
    prd_family = Faker("random_element", elements=("Beverages", "Confectionery", "Dairy", "Snacks"))
    prd_classification = Faker("random_element", elements=("A", "B", "C"))
    prd_central_product_code = Sequence(lambda number: f"C{number + 1:07d}")
    prd_product_code = Sequence(lambda number: f"P-{number + 1:05d}")
    prd_product_brand = SubFactory(ProductBrandFactory)
    prd_brand = SelfAttribute("prd_product_brand.pb_name", default=None)
    prd_is_active = True
    prd_sf_created_date = created_date(2025)
    prd_last_modified_date = modified_date()
    prd_last_modified_by_id = INTEGRATION_USER

    class Meta:
        model = Product

    class Params:
        inactive = Trait(prd_is_active=False)
        deleted = Trait(prd_active=0)
