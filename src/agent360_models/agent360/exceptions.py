"""Errors that only the family agent360 raises.

Each message says what happened, with which row, and what to do; it carries no contact data and no text of a message.
"""

from agent360_models.exceptions import Agent360ModelsError

__all__ = ["ConflictError", "LockRefusedError", "ResolutionError", "SalesforceIdError"]


class LockRefusedError(Agent360ModelsError):
    """Rows were not locked for upload, since nothing would keep others from uploading them too."""


class SalesforceIdError(Agent360ModelsError, ValueError):
    """An uploaded row was given an id that is not a Salesforce id, or not its own; nothing was written."""


class ConflictError(Agent360ModelsError):
    """A conflict cannot be resolved as asked; the record is as it was."""


class ResolutionError(Agent360ModelsError, ValueError):
    """A resolution does not exist, lacks the values that belong to it, or has values that do not."""
