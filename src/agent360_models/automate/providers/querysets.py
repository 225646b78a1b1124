"""Rows of ``automate_providers``, and how they are found."""

from typing import TYPE_CHECKING, Self

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    # In strings below, where ruff does not look.
    from agent360_models.automate.providers.models import LLMProvider, MCPTool  # noqa: F401


class LLMProviderQuerySet(BulkQuerySet["LLMProvider"]):
    """Providers of language models."""

    def default(self) -> "LLMProvider":
        """Return the default provider; ``DoesNotExist`` says what to do where there is none."""
        try:
            return self.get(is_default=True)
        except self.model.DoesNotExist:
            message = "No LLM provider is the default. Call make_default() on one, or tick it in the admin."
            raise self.model.DoesNotExist(message) from None


class MCPToolQuerySet(BulkQuerySet["MCPTool"]):
    """Tools of MCP servers."""

    def available(self) -> Self:
        """Return the tools that their servers offered at the last sync."""
        return self.filter(removed_at=None)
