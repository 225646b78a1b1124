"""Hooks of a family, such as its record of runs: named by an ``AppConfig``, since no module here knows a family."""

from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from agent360_models import conf
from agent360_models.families import FAMILY_OF


def appconfig_hook(attribute: str, label: str) -> Any:
    """Return the object whose dotted path an ``AppConfig`` in the family of an app has as ``attribute``.

    ``None`` where the app that names it is not installed, or may not be written.
    """
    for app in FAMILY_OF[label].apps:
        if apps.is_installed(app.module) and not conf.is_read_only(app.label):
            path = getattr(apps.get_app_config(app.label), attribute, None)
            if path is not None:
                return import_string(path)
    return None
