from agent360_models import apps


class MarketingConfig(apps.FamilyAppConfig):
    name = "agent360_models.hibachi.marketing"
    verbose_name = "Hibachi - Marketing"
