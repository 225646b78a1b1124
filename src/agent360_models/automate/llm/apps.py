from agent360_models import apps


class LlmConfig(apps.FamilyAppConfig):
    name = "agent360_models.automate.llm"
    verbose_name = "Automate - LLM"
