"""Rows of ``automate_providers`` for tests."""

from datetime import UTC, datetime

from agent360_models.automate.providers.models import (
    ConnectionProfile,
    LLMModelConfig,
    LLMProvider,
    MCPServer,
    MCPTool,
    Prompt,
    PromptVersion,
)
from agent360_models.testing.factories import FamilyFactory, Sequence, SubFactory, Trait

__all__ = [
    "ConnectionProfileFactory",
    "LLMModelConfigFactory",
    "LLMProviderFactory",
    "MCPServerFactory",
    "MCPToolFactory",
    "PromptFactory",
    "PromptVersionFactory",
]

_THEN = datetime(2026, 3, 1, tzinfo=UTC)


class LLMProviderFactory(FamilyFactory[LLMProvider]):
    """An account with OpenAI, with its key in the environment."""

    name = Sequence(lambda number: f"OpenAI, team {number}")
    provider_type = "openai"
    config = {"api_key_env": "OPENAI_API_KEY", "timeout": 30}

    class Meta:
        model = LLMProvider

    class Params:
        anthropic = Trait(
            name=Sequence(lambda number: f"Anthropic, team {number}"),
            provider_type="anthropic",
            config={"api_key_env": "ANTHROPIC_API_KEY", "max_retries": 2},
        )
        default = Trait(is_default=True)


class LLMModelConfigFactory(FamilyFactory[LLMModelConfig]):
    """A model that answers briefly."""

    provider = SubFactory(LLMProviderFactory)
    model_id = Sequence(lambda number: f"gpt-5-mini-{number}")
    max_tokens = 1024
    temperature = 0.2
    params = {"top_p": 0.9}

    class Meta:
        model = LLMModelConfig


class PromptFactory(FamilyFactory[Prompt]):
    """A prompt without versions."""

    name = Sequence(lambda number: f"Summary of a call {number}")
    description = "What was asked for, what was promised, and by when."
    category = "support"

    class Meta:
        model = Prompt


class PromptVersionFactory(FamilyFactory[PromptVersion]):
    """A wording with two variables."""

    prompt = SubFactory(PromptFactory)
    version = Sequence(lambda number: number + 1)
    system_template = "You answer for {{ company }}, in one sentence."
    user_template = "{{ question }}"
    variables = ["company", "question"]
    created_at = _THEN

    class Meta:
        model = PromptVersion

    class Params:
        jinja = Trait(
            engine=PromptVersion.Engine.JINJA,
            user_template="{% for line in lines %}- {{ line }}\n{% endfor %}",
            variables=["company", "lines"],
        )


class ConnectionProfileFactory(FamilyFactory[ConnectionProfile]):
    """A service reached over HTTP."""

    name = Sequence(lambda number: f"Billing {number}")
    provider = "http"
    credentials = {"token": "not-a-real-token"}
    config = {"base_url": "https://billing.example.com/api/", "timeout": 10}
    created_at = _THEN

    class Meta:
        model = ConnectionProfile

    class Params:
        postgresql = Trait(
            name=Sequence(lambda number: f"Reports {number}"),
            provider="postgresql",
            credentials={"user": "reader", "password": "not-a-real-password"},
            config={"host": "db.example.com", "dbname": "reports", "sslmode": "require"},
        )


class MCPServerFactory(FamilyFactory[MCPServer]):
    """A server that has not been checked yet."""

    name = Sequence(lambda number: f"Calendar {number}")
    url = Sequence(lambda number: f"https://calendar-{number}.example.com/mcp")
    auth_config = {"token": "not-a-real-token"}
    status_changed_at = _THEN
    created_at = _THEN

    class Meta:
        model = MCPServer

    class Params:
        connected = Trait(status=MCPServer.Status.CONNECTED, last_synced=_THEN)
        failing = Trait(status=MCPServer.Status.FAILING, last_synced=_THEN)


class MCPToolFactory(FamilyFactory[MCPTool]):
    """A tool that takes a city."""

    server = SubFactory(MCPServerFactory)
    name = Sequence(lambda number: f"free_slots_{number}")
    schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    description = "The free slots of the next week."
    discovered_at = _THEN

    class Meta:
        model = MCPTool

    class Params:
        removed = Trait(removed_at=_THEN)
