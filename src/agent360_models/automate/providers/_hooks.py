"""The hooks of the app: whatever its rows ask of ``automate.runtime``."""

from typing import Any

from agent360_models.automate.runtime import _rendering as rendering
from agent360_models.automate.runtime import clients, connections
from agent360_models.automate.runtime._placeholders import is_name
from agent360_models.automate.runtime._services import Check, auth_headers, check
from agent360_models.exceptions import MissingExtraError

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
    """Return the module that talks to MCP servers; ``MissingExtraError`` without the extra ``mcp``."""
    try:
        from agent360_models.automate.runtime import _mcp
    except ImportError as error:
        raise MissingExtraError("mcp", "mcp") from error
    return _mcp


def checked_input(schema: Any, value: Any) -> dict[str, Any]:
    """Return the input of a tool as plain JSON, if it fits the schema; else raise ``ToolInputError``."""
    try:
        from agent360_models.automate.runtime import _json_schema
    except ImportError as error:
        raise MissingExtraError("jsonschema", "mcp") from error
    return _json_schema.checked_input(schema, value)
