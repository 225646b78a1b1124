"""The app ``ingestion_leadconduit``."""

from agent360_models import apps


class LeadConduitConfig(apps.FamilyAppConfig):
    """Leads that LeadConduit passed on."""

    name = "agent360_models.ingestion.leadconduit"
    verbose_name = "Ingestion - LeadConduit"
