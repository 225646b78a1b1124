from agent360_models import apps


class SupportConfig(apps.FamilyAppConfig):
    name = "agent360_models.hibachi.support"
    verbose_name = "Hibachi - Support"
