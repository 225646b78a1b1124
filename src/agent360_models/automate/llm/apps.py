"""The app ``automate_llm``."""

from agent360_models import apps


class LlmConfig(apps.FamilyAppConfig):
    """Tokens and costs of language models, and each request to one."""

    name = "agent360_models.automate.llm"
    verbose_name = "Automate - LLM"
