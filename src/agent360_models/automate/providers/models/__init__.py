"""Language models and their settings, prompts and their versions, connections, and MCP servers with their tools."""

# In the order in which Django is to know the models.
# isort: off
from agent360_models.automate.providers.models.llm import LLMProviderQuerySet, LLMProvider, LLMModelConfig
from agent360_models.automate.providers.models.prompts import Prompt, PromptVersion
from agent360_models.automate.providers.models.connections import ConnectionProfile
from agent360_models.automate.providers.models.mcp import (
    MCPServerQuerySet,
    ToolSync,
    MCPServer,
    ToolResult,
    MCPToolQuerySet,
    MCPTool,
)
# isort: on

__all__ = [  # noqa: RUF022  # in the same order
    "LLMProviderQuerySet",
    "LLMProvider",
    "LLMModelConfig",
    "Prompt",
    "PromptVersion",
    "ConnectionProfile",
    "MCPServerQuerySet",
    "ToolSync",
    "MCPServer",
    "ToolResult",
    "MCPToolQuerySet",
    "MCPTool",
]
