from typing import ClassVar

from agent360_models import apps


class HubSpotConfig(apps.FamilyAppConfig):
    name = "agent360_models.ingestion.hubspot"
    verbose_name = "Ingestion - HubSpot"
    load_sources: ClassVar = {"hubspot": "agent360_models.ingestion.hubspot.loading.SOURCE"}
