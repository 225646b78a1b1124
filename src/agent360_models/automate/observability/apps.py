from agent360_models import apps


class ObservabilityConfig(apps.FamilyAppConfig):
    name = "agent360_models.automate.observability"
    verbose_name = "Automate - Observability"
