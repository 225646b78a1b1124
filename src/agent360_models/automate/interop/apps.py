from agent360_models import apps


class InteropConfig(apps.FamilyAppConfig):
    name = "agent360_models.automate.interop"
    verbose_name = "Automate - Interop"
