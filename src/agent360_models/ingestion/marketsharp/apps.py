"""The app ``ingestion_marketsharp``."""

from agent360_models import apps


class MarketSharpConfig(apps.FamilyAppConfig):
    """Leads of MarketSharp."""

    name = "agent360_models.ingestion.marketsharp"
    verbose_name = "Ingestion - MarketSharp"
