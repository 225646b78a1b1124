"""The errors of the family ``automate``.

None repeats a secret, a value that a rule or a tool was given, or what a service said.
"""

from collections.abc import Sequence
from typing import Any

from agent360_models.exceptions import Agent360ModelsError

__all__ = [
    "AppendOnlyError",
    "ChatExpiredError",
    "ConnectionFailedError",
    "EmbeddingError",
    "InvalidArgumentError",
    "JobLostError",
    "KnowledgeSourceError",
    "MCPRefusedError",
    "MCPServerError",
    "MCPTooLargeError",
    "PromptError",
    "RuleError",
    "ToolFailedError",
    "ToolInputError",
    "UnknownJobTypeError",
    "WorkCancelledError",
]


class InvalidArgumentError(Agent360ModelsError, ValueError):
    """An argument is outside its range; nothing was read or written."""


class AppendOnlyError(Agent360ModelsError):
    """An append-only row was about to be changed."""


class UnknownJobTypeError(Agent360ModelsError):
    """A job is of a type that no function is registered for."""


class JobLostError(Agent360ModelsError):
    """The job is not, or no longer, this worker's; nothing was written."""


class WorkCancelledError(Agent360ModelsError):
    """Somebody cancelled the job or the execution under way."""


class ChatExpiredError(Agent360ModelsError):
    """A message was added to a data chat that has expired."""


class RuleError(Agent360ModelsError):
    """A rule cannot be read, or gives no answer."""


class EmbeddingError(Agent360ModelsError):
    """A service answered with other embeddings than it was asked for."""


class KnowledgeSourceError(Agent360ModelsError):
    """A knowledge source cannot be read or searched as it is set up."""


class PromptError(Agent360ModelsError):
    """A prompt cannot be rendered, or one of its versions cannot be changed."""


class ConnectionFailedError(Agent360ModelsError):
    """The service of a connection profile was not reached, or it refused."""


class MCPServerError(Agent360ModelsError):
    """An MCP server was not reached, it refused, or it broke the protocol."""


class MCPRefusedError(MCPServerError):
    """An MCP server refused the credentials."""


class MCPTooLargeError(MCPServerError):
    """An MCP server sent more than is taken."""


class ToolInputError(Agent360ModelsError):
    """A tool was not called: its input does not fit its schema, or its schema cannot be used."""


class ToolFailedError(Agent360ModelsError):
    """A tool was called and ended in an error; ``content`` is what it said."""

    def __init__(self, message: str, content: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.content = content
