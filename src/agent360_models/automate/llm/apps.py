"""The app ``automate_llm``."""

from agent360_models import apps


class LlmConfig(apps.FamilyAppConfig):
    """What language models used and cost, and each request to one."""

    name = "agent360_models.automate.llm"
    label = "automate_llm"
    verbose_name = "Automate - LLM"
