"""The app ``agent360_campaigns``."""

from agent360_models import apps


class CampaignsConfig(apps.FamilyAppConfig):
    """Campaigns, which may be part of one another."""

    name = "agent360_models.agent360.campaigns"
    label = "agent360_campaigns"
    verbose_name = "Agent360 - Campaigns"
