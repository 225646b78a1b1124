from agent360_models import apps


class ProvidersConfig(apps.FamilyAppConfig):
    name = "agent360_models.automate.providers"
    verbose_name = "Automate - Providers"
