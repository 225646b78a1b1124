"""The app ``ingestion_salespro``."""

from agent360_models import apps


class SalesProConfig(apps.FamilyAppConfig):
    """Customers, estimates and credit applications of SalesPro."""

    name = "agent360_models.ingestion.salespro"
    verbose_name = "Ingestion - SalesPro"
