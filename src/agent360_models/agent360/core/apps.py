from agent360_models.agent360 import _apps


class CoreConfig(_apps.SalesforceAppConfig):
    name = "agent360_models.agent360.core"
    verbose_name = "Agent360 - Core"
