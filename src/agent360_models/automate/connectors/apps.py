from agent360_models import apps


class ConnectorsConfig(apps.FamilyAppConfig):
    name = "agent360_models.automate.connectors"
    verbose_name = "Automate - Connectors"
