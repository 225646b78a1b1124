from agent360_models import apps


class CommunicationsConfig(apps.FamilyAppConfig):
    name = "agent360_models.hibachi.communications"
    verbose_name = "Hibachi - Communications"
