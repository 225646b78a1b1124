"""The app ``automate_llm``."""

from agent360_models import appconfig


class LlmConfig(appconfig.FamilyAppConfig):
    """What language models used and cost, and each request to one."""

    name = "agent360_models.automate.llm"
    label = "automate_llm"
    verbose_name = "Automate - LLM"
