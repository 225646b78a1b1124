from agent360_models import apps


class SalesProConfig(apps.FamilyAppConfig):
    name = "agent360_models.ingestion.salespro"
    verbose_name = "Ingestion - SalesPro"
