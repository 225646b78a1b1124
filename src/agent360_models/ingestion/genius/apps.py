"""The app ``ingestion_genius``."""

from agent360_models import apps


class GeniusConfig(apps.FamilyAppConfig):
    """Leads, prospects, appointments and users of Genius."""

    name = "agent360_models.ingestion.genius"
    verbose_name = "Ingestion - Genius"
