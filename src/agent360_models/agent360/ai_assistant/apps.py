from agent360_models import apps


class AiAssistantConfig(apps.FamilyAppConfig):
    name = "agent360_models.agent360.ai_assistant"
    verbose_name = "Agent360 - AI assistant"
    assistant = "agent360_models.agent360.ai_assistant._assistant.Assistant"
