from agent360_models import apps


class IntegraConfig(apps.FamilyAppConfig):
    name = "agent360_models.hibachi.integra"
    verbose_name = "Hibachi - Integrations"
