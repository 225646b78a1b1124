"""The URLs ``health/`` and ``metrics/``, for ``include()`` in a project."""

from django.urls import path

from agent360_models.operating.views import health, metrics

__all__ = ["urlpatterns"]

urlpatterns = [  # for include()
    path("health/", health, name="agent360-health"),
    path("metrics/", metrics, name="agent360-metrics"),
]
