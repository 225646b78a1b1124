from agent360_models import apps


class SalesRabbitConfig(apps.FamilyAppConfig):
    name = "agent360_models.ingestion.salesrabbit"
    verbose_name = "Ingestion - SalesRabbit"
