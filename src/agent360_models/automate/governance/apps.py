from agent360_models import apps


class GovernanceConfig(apps.FamilyAppConfig):
    name = "agent360_models.automate.governance"
    verbose_name = "Automate - Governance"
