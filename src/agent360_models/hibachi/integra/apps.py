"""The app ``hibachi_integra``."""

from agent360_models import apps


class IntegraConfig(apps.FamilyAppConfig):
    """What other systems told: calls, payments and their matches, messages from social media."""

    name = "agent360_models.hibachi.integra"
    verbose_name = "Hibachi - Integrations"
