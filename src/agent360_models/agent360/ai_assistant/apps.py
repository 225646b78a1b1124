"""The app ``agent360_ai_assistant``."""

from agent360_models import apps


class AiAssistantConfig(apps.FamilyAppConfig):
    """Chats about accounts, and the rules, examples and schema texts that the assistant is given."""

    name = "agent360_models.agent360.ai_assistant"
    verbose_name = "Agent360 - AI assistant"
    assistant = "agent360_models.agent360.ai_assistant._assistant.Assistant"
