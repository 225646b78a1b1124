"""The app ``hibachi_marketing``."""

from agent360_models import appconfig


class MarketingConfig(appconfig.FamilyAppConfig):
    """QR codes and who scanned them."""

    name = "agent360_models.hibachi.marketing"
    label = "hibachi_marketing"
    verbose_name = "Hibachi - Marketing"
