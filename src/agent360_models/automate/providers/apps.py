"""The app ``automate_providers``."""

from agent360_models import apps


class ProvidersConfig(apps.FamilyAppConfig):
    """Language models and their settings, prompts and their versions, connections, and MCP servers with their tools."""

    name = "agent360_models.automate.providers"
    verbose_name = "Automate - Providers"
