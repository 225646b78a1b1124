from agent360_models import apps


class CoreConfig(apps.FamilyAppConfig):
    name = "agent360_models.hibachi.core"
    verbose_name = "Hibachi - Core"
