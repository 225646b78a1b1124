"""Links between systems that no foreign key expresses."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from agent360_models.families import APPS

__all__ = ["rows_of"]


def rows_of(name: str) -> Any:
    """Return all rows of a model of another app, such as ``rows_of("ingestion_callrail.Call")``.

    Raises ``ImproperlyConfigured`` where the app is not installed.
    """
    module = APPS[name.partition(".")[0]].module
    if not apps.is_installed(module):
        raise ImproperlyConfigured(f'{name} is of an app that is not installed: add "{module}" to INSTALLED_APPS.')
    return apps.get_model(name)._default_manager.all()
