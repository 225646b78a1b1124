from agent360_models import apps


class MigochatConfig(apps.FamilyAppConfig):
    name = "agent360_models.migochat"
    verbose_name = "Migochat"
