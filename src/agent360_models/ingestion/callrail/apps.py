"""The app ``ingestion_callrail``."""

from agent360_models import appconfig


class CallRailConfig(appconfig.FamilyAppConfig):
    """Calls, texts and form submissions that CallRail attributed."""

    name = "agent360_models.ingestion.callrail"
    label = "ingestion_callrail"
    verbose_name = "Ingestion - CallRail"
    load_source = "agent360_models.ingestion.callrail.loading.SOURCE"
