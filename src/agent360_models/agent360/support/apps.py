from agent360_models.agent360 import _apps


class SupportConfig(_apps.SalesforceAppConfig):
    name = "agent360_models.agent360.support"
    verbose_name = "Agent360 - Support"
