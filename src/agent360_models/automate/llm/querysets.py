"""Querysets of usage by tenant, model and day, and of requests by result."""

import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError, models  # models: see CooperativeQuerySet.as_manager
from django.db.models import Aggregate, Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils import timezone

from agent360_models.automate.exceptions import InvalidArgumentError
from agent360_models.base import TenantQuerySet
from agent360_models.bulk import BulkQuerySet
from agent360_models.secrets import error_text

if TYPE_CHECKING:
    from agent360_models.automate.llm.models import LLMRequest, LLMUsage

__all__ = ["LLMRequestQuerySet", "LLMUsageQuerySet", "PercentileCont"]

_logger = logging.getLogger(__name__)

_SUMS = {
    "requests": Count("pk"),
    "tokens_in": Coalesce(Sum("tokens_in"), 0),
    "tokens_out": Coalesce(Sum("tokens_out"), 0),
    "cost": Coalesce(Sum("cost"), Value(Decimal(0)), output_field=models.DecimalField(max_digits=12, decimal_places=6)),
}


class LLMUsageQuerySet(TenantQuerySet["LLMUsage"], BulkQuerySet["LLMUsage"]):  # type: ignore[override]  # as_manager
    """Usage over time."""

    def between(self, start: date, end: date, *, tz: tzinfo | None = None) -> "LLMUsageQuerySet":
        """Return the usage from day ``start`` to day ``end``, both included.

        Args:
            start: the first day.
            end: the last day.
            tz: the time zone of the days; by default, Django's current time zone.

        """
        zone = tz or timezone.get_current_timezone()
        return self.filter(created_at__gte=_midnight(start, zone), created_at__lt=_midnight(end + timedelta(1), zone))

    def by_day(
        self, start: date, end: date, tenant: str | None = None, *, tz: tzinfo | None = None
    ) -> "QuerySet[LLMUsage, dict[str, Any]]":
        """Return each tenant's usage of each model per day, from ``start`` to ``end``, both included.

        Rows are dictionaries of ``day``, ``tenant_id``, ``model``, ``requests``, ``tokens_in``, ``tokens_out`` and
        ``cost``, in that order. Days without usage are left out.

        Args:
            start: the first day.
            end: the last day.
            tenant: one tenant; by default, the tenants visible to the queryset: the current one, or else all.
            tz: the time zone of the days; by default, Django's current time zone.

        """
        seen = self if tenant is None else self.for_tenant(tenant)
        rows: Any = seen.between(start, end, tz=tz)
        found: QuerySet[LLMUsage, dict[str, Any]] = (
            rows.annotate(day=TruncDate("created_at", tzinfo=tz))
            .order_by("day", "tenant_id", "model")
            .values("day", "tenant_id", "model")
            .annotate(**_SUMS)
        )
        return found

    def totals(self) -> dict[str, Any]:
        """Return the totals of ``requests``, ``tokens_in``, ``tokens_out`` and ``cost`` over these rows."""
        return self.order_by().aggregate(**_SUMS)


class PercentileCont(Aggregate):
    """PostgreSQL's ``percentile_cont``: the value below which a share of the values lies, interpolated."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = models.FloatField()

    def __init__(self, expression: Any, share: float, **extra: Any) -> None:
        if not 0 <= share <= 1:
            raise InvalidArgumentError(
                f"A percentile must be a share from 0 to 1, such as 0.95 for the 95th, not {share}."
            )
        super().__init__(expression, share=float(share), **extra)


class LLMRequestQuerySet(BulkQuerySet["LLMRequest"]):
    """Requests over time."""

    @contextmanager
    def recording(self, *, model: str, prompt_slug: str = "") -> "Iterator[LLMRequest]":
        """Measure the block, and store the result of its request; an error is stored and raised again.

        If the transaction is rolled back, the record is lost too.

        Args:
            model: the called model, as its provider names it.
            prompt_slug: the prompt used.

        """
        request, began = self._begun(model, prompt_slug), time.perf_counter()
        try:
            yield request
        except BaseException as error:
            self._store(request, began, error)
            raise
        self._store(request, began)

    @asynccontextmanager
    async def arecording(self, *, model: str, prompt_slug: str = "") -> "AsyncIterator[LLMRequest]":
        """Record like ``recording()``, in async code."""
        request, began = self._begun(model, prompt_slug), time.perf_counter()
        try:
            yield request
        except BaseException as error:
            await sync_to_async(self._store)(request, began, error)
            raise
        await sync_to_async(self._store)(request, began)

    def _begun(self, model: str, prompt_slug: str) -> "LLMRequest":
        """Return the unsaved row, validated before a request that costs money."""
        request: LLMRequest = self.model(model=model, prompt_slug=prompt_slug)
        request.clean_fields(exclude=("latency_ms", "success"))
        return request

    def _store(self, request: "LLMRequest", began: float, error: BaseException | None = None) -> None:
        request.latency_ms = round((time.perf_counter() - began) * 1000)
        request.success, request.error = error is None, "" if error is None else error_text(error)
        self._for_write = True
        try:
            request.save(force_insert=True, using=self.db)
        except DatabaseError:
            if error is None:
                raise
            # The block broke its own transaction; its error is the important one.
            _logger.warning("A failed request to %s was not recorded: its transaction is broken.", request.model)

    def error_rates(self) -> "QuerySet[LLMRequest, dict[str, Any]]":
        """Return for each model the numbers of requests and errors, and the error rate.

        Rows are dictionaries of ``model``, ``requests``, ``errors`` and ``rate`` (0 to 1).
        """
        rows: Any = self.order_by("model").values("model")
        found: QuerySet[LLMRequest, dict[str, Any]] = rows.annotate(
            requests=Count("pk"), errors=Count("pk", filter=Q(success=False))
        ).annotate(rate=Cast(F("errors"), models.FloatField()) / F("requests"))
        return found

    def latencies(self, *shares: float) -> "QuerySet[LLMRequest, dict[str, Any]]":
        """Return percentiles of the latency of each model, in milliseconds.

        Each row is a dictionary with ``model``, ``requests`` and one key for each share: ``p50``, ``p95`` and ``p99``
        for the default shares 0.5, 0.95 and 0.99. Failed requests are included; ``filter(success=True)`` leaves them
        out.
        """
        percentiles = {
            f"p{share * 100:g}".replace(".", "_"): PercentileCont("latency_ms", share)
            for share in shares or (0.5, 0.95, 0.99)
        }
        rows: Any = self.order_by("model").values("model")
        found: QuerySet[LLMRequest, dict[str, Any]] = rows.annotate(requests=Count("pk"), **percentiles)
        return found


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
