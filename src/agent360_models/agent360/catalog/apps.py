from agent360_models.agent360 import _apps


class CatalogConfig(_apps.SalesforceAppConfig):
    name = "agent360_models.agent360.catalog"
    verbose_name = "Agent360 - Catalog"
