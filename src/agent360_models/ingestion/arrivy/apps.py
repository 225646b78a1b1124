from agent360_models import apps


class ArrivyConfig(apps.FamilyAppConfig):
    name = "agent360_models.ingestion.arrivy"
    verbose_name = "Ingestion - Arrivy"
