from agent360_models import apps


class GeniusConfig(apps.FamilyAppConfig):
    name = "agent360_models.ingestion.genius"
    verbose_name = "Ingestion - Genius"
