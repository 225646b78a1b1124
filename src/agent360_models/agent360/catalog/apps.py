"""The app ``agent360_catalog``."""

from agent360_models import apps


class CatalogConfig(apps.FamilyAppConfig):
    """Product brands and products; invoices and forecasts point at the products."""

    name = "agent360_models.agent360.catalog"
    label = "agent360_catalog"
    verbose_name = "Agent360 - Catalog"
