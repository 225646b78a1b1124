"""The app ``automate_governance``."""

from agent360_models import apps


class GovernanceConfig(apps.FamilyAppConfig):
    """The audit trail, rules, connections, secrets and rate limits."""

    name = "agent360_models.automate.governance"
    verbose_name = "Automate - Governance"
