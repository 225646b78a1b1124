"""The app ``ingestion_salesrabbit``."""

from agent360_models import apps


class SalesRabbitConfig(apps.FamilyAppConfig):
    """Leads and users of door-to-door sales."""

    name = "agent360_models.ingestion.salesrabbit"
    verbose_name = "Ingestion - SalesRabbit"
