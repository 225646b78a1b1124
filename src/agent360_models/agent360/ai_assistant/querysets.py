"""Rules and examples that the assistant is given."""

from typing import TYPE_CHECKING, Self

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.agent360.ai_assistant.models import AiBusinessRule, AiQueryExample

__all__ = ["AiBusinessRuleQuerySet", "AiQueryExampleQuerySet"]


class AiBusinessRuleQuerySet(BulkQuerySet["AiBusinessRule"]):
    """Rules that can be switched off."""

    def active(self) -> Self:
        """Return the rules that are switched on, in the order in which the assistant reads them."""
        return self.filter(abr_is_active=True).order_by("abr_sort_order", "abr_rule_key")


class AiQueryExampleQuerySet(BulkQuerySet["AiQueryExample"]):
    """Examples that can be switched off."""

    def active(self) -> Self:
        """Return the examples that are switched on, in the order of their keys."""
        return self.filter(aqe_is_active=True).order_by("aqe_id")
