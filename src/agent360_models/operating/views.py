"""Views for monitoring; a project includes ``agent360_models.operating.urls``, and controls the access."""

from datetime import timedelta

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agent360_models.operating.look import MAX_LAG, look
from agent360_models.operating.metrics import CONTENT_TYPE, as_metrics

__all__ = ["health", "metrics"]


@never_cache
@require_safe
def health(
    _request: HttpRequest,
    *,
    max_age: timedelta | None = None,
    max_wait: timedelta | None = None,
    max_lag: timedelta = MAX_LAG,
) -> JsonResponse:
    """Return 200 without alarms, else 503 with the alarms: names and states, but no values of rows.

    The limits are those of ``look()``; a project passes them as extra arguments of ``path()``.
    """
    try:
        alarms = look(max_age=max_age, max_wait=max_wait, max_lag=max_lag).alarms()
    except Error:
        return JsonResponse({"status": "unreachable", "alarms": []}, status=503)
    return JsonResponse({"status": "alarm" if alarms else "ok", "alarms": alarms}, status=503 if alarms else 200)


@never_cache
@require_safe
def metrics(
    _request: HttpRequest,
    *,
    max_age: timedelta | None = None,
    max_wait: timedelta | None = None,
    max_lag: timedelta = MAX_LAG,
) -> HttpResponse:
    """Return the numbers of ``look()`` in the Prometheus text format; 503 if a database refuses a query."""
    try:
        report = look(max_age=max_age, max_wait=max_wait, max_lag=max_lag)
    except Error:
        return HttpResponse("", status=503, content_type=CONTENT_TYPE)
    return HttpResponse(as_metrics(report), content_type=CONTENT_TYPE)
