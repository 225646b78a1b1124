"""Errors that only the family agent360 raises.

Each message says what happened, with which row, and what to do. It contains no contact data and no message text.
"""

from agent360_models.exceptions import Agent360ModelsError

__all__ = ["ConflictError", "LockRefusedError", "ResolutionError", "SalesforceIdError"]


class LockRefusedError(Agent360ModelsError):
    """Rows were not locked for upload: outside a transaction, others could upload them too."""


class SalesforceIdError(Agent360ModelsError, ValueError):
    """The id given for an uploaded row is not a Salesforce id, or not the row's id; nothing was written."""


class ConflictError(Agent360ModelsError):
    """A conflict cannot be resolved as requested; the record is unchanged."""


class ResolutionError(Agent360ModelsError, ValueError):
    """A resolution does not exist, lacks its required values, or has values that it does not take."""
