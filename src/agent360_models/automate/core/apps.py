"""The app ``automate_core``."""

from agent360_models import appconfig


class CoreConfig(appconfig.FamilyAppConfig):
    """Automations with their workflows and triggers; events, executions and jobs."""

    name = "agent360_models.automate.core"
    label = "automate_core"
    verbose_name = "Automate - Core"
