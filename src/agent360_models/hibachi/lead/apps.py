"""The app ``hibachi_lead``."""

from agent360_models import apps


class LeadConfig(apps.FamilyAppConfig):
    """People who asked and have not booked yet: contacts, context, events, and who they are on social media."""

    name = "agent360_models.hibachi.lead"
    verbose_name = "Hibachi - Leads"
