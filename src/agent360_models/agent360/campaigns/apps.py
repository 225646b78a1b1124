from agent360_models.agent360 import _apps


class CampaignsConfig(_apps.SalesforceAppConfig):
    name = "agent360_models.agent360.campaigns"
    verbose_name = "Agent360 - Campaigns"
