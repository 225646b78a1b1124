"""Rows of ``automate_llm`` for tests."""

from datetime import UTC, datetime
from decimal import Decimal

from agent360_models.automate.llm.models import LLMRequest, LLMUsage
from agent360_models.testing.factories import FamilyFactory, Trait

__all__ = ["LLMRequestFactory", "LLMUsageFactory"]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class LLMUsageFactory(FamilyFactory[LLMUsage]):
    """An answer of some length."""

    tenant_id = "north"
    model = "gpt-5-mini"
    tokens_in = 1200
    tokens_out = 340
    cost = Decimal("0.000980")
    created_at = _THEN

    class Meta:
        model = LLMUsage

    class Params:
        without_tenant = Trait(tenant_id="")


class LLMRequestFactory(FamilyFactory[LLMRequest]):
    """An answered request."""

    prompt_slug = "summarise-ticket"
    model = "gpt-5-mini"
    latency_ms = 840
    success = True
    created_at = _THEN

    class Meta:
        model = LLMRequest

    class Params:
        failed = Trait(success=False, latency_ms=30_000, error="APITimeoutError: Request timed out.")
