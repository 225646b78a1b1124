from agent360_models import apps


class LeadConduitConfig(apps.FamilyAppConfig):
    name = "agent360_models.ingestion.leadconduit"
    verbose_name = "Ingestion - LeadConduit"
