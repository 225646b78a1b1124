"""The app ``agent360_core``."""

from agent360_models.agent360 import _apps


class CoreConfig(_apps.SalesforceAppConfig):
    """Roles, users and record types; every other app of the family points at its users."""

    name = "agent360_models.agent360.core"
    verbose_name = "Agent360 - Core"
