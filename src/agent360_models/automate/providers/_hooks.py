"""The hooks of the app: the calls from its rows to ``automate.runtime``."""

from typing import Any

from agent360_models.automate.runtime import _rendering as rendering
from agent360_models.automate.runtime import clients, connections
from agent360_models.automate.runtime._placeholders import is_name
from agent360_models.automate.runtime._services import Check, auth_headers, check, of_extra

__all__ = [
    "Check",
    "auth_headers",
    "check",
    "checked_input",
    "clients",
    "connections",
    "is_name",
    "mcp",
    "rendering",
]


def mcp() -> Any:
    """Return the module for MCP servers; raises ``MissingExtraError`` without the extra ``mcp``."""
    return of_extra("mcp", "agent360_models.automate.runtime._mcp", package="mcp")


def checked_input(schema: Any, value: Any) -> dict[str, Any]:
    """Return the input of a tool as plain JSON, if it matches the schema; otherwise raise ``ToolInputError``."""
    module = of_extra("mcp", "agent360_models.automate.runtime._json_schema", package="jsonschema")
    checked: dict[str, Any] = module.checked_input(schema, value)
    return checked
