from agent360_models import apps


class Five9Config(apps.FamilyAppConfig):
    name = "agent360_models.ingestion.five9"
    verbose_name = "Ingestion - Five9"
