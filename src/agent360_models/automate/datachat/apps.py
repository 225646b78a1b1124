from agent360_models import apps


class DatachatConfig(apps.FamilyAppConfig):
    name = "agent360_models.automate.datachat"
    verbose_name = "Automate - Data chat"
