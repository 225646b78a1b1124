"""The app ``agent360_catalog``."""

from agent360_models.agent360 import _apps


class CatalogConfig(_apps.SalesforceAppConfig):
    """Product brands and products; invoices and forecasts point at the products."""

    name = "agent360_models.agent360.catalog"
    verbose_name = "Agent360 - Catalog"
