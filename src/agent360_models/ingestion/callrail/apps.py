from typing import ClassVar

from agent360_models import apps


class CallRailConfig(apps.FamilyAppConfig):
    name = "agent360_models.ingestion.callrail"
    verbose_name = "Ingestion - CallRail"
    load_sources: ClassVar = {"callrail": "agent360_models.ingestion.callrail.loading.SOURCE"}
