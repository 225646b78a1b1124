"""``health/`` and ``metrics/``, to be included in the ``urls.py`` of a project."""

from django.urls import path

from agent360_models.operating.views import health, metrics

__all__ = ["urlpatterns"]

urlpatterns = [  # to be included
    path("health/", health, name="agent360-health"),
    path("metrics/", metrics, name="agent360-metrics"),
]
