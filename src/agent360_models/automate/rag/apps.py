"""The app ``automate_rag``."""

from agent360_models import appconfig


class RagConfig(appconfig.FamilyAppConfig):
    """Knowledge sources, embedding models, and the endpoints that search them."""

    name = "agent360_models.automate.rag"
    label = "automate_rag"
    verbose_name = "Automate - Retrieval"
