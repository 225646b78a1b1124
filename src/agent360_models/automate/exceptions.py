"""The errors of the family ``automate``.

No message repeats a secret, a value given to a rule or tool, or the answer of a service.
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
    """No function is registered for the type of the job."""


class JobLostError(Agent360ModelsError):
    """The job does not, or no longer, belong to this worker; nothing was written."""


class WorkCancelledError(Agent360ModelsError):
    """The running job or execution was cancelled."""


class ChatExpiredError(Agent360ModelsError):
    """A message was added to a data chat that has expired."""


class RuleError(Agent360ModelsError):
    """A rule cannot be read, or does not give an answer."""


class EmbeddingError(Agent360ModelsError):
    """A service returned other embeddings than requested."""


class KnowledgeSourceError(Agent360ModelsError):
    """A knowledge source cannot be read or searched with its current configuration."""


class PromptError(Agent360ModelsError):
    """A prompt cannot be rendered, or one of its versions cannot be changed."""


class ConnectionFailedError(Agent360ModelsError):
    """The service of a connection profile was not reached, or refused the request."""


class MCPServerError(Agent360ModelsError):
    """An MCP server was not reached, refused the request, or violated the protocol."""


class MCPRefusedError(MCPServerError):
    """An MCP server refused the credentials."""


class MCPTooLargeError(MCPServerError):
    """An MCP server sent more than the limit."""


class ToolInputError(Agent360ModelsError):
    """A tool was not called: its input does not fit its schema, or its schema cannot be used."""


class ToolFailedError(Agent360ModelsError):
    """A tool was called and returned an error; ``content`` is its answer."""

    def __init__(self, message: str, content: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.content = content
