from agent360_models import apps


class LeadConfig(apps.FamilyAppConfig):
    name = "agent360_models.hibachi.lead"
    verbose_name = "Hibachi - Leads"
