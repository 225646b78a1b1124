from agent360_models import apps


class IdentityConfig(apps.FamilyAppConfig):
    name = "agent360_models.hibachi.identity"
    verbose_name = "Hibachi - Identity"
