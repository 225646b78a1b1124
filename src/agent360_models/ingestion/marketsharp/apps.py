from agent360_models import apps


class MarketSharpConfig(apps.FamilyAppConfig):
    name = "agent360_models.ingestion.marketsharp"
    verbose_name = "Ingestion - MarketSharp"
