"""Hooks of a family, such as its run log, named by an ``AppConfig``: the sync package knows no family."""

from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from agent360_models import absent, conf, families


def appconfig_hook(attribute: str, label: str) -> Any:
    """Return the object whose dotted path is ``attribute`` of an ``AppConfig`` in the app's family.

    Return ``None`` if the app that names it is not installed or read-only, or if a model in the object's ``needs`` has
    no table here.
    """
    family = families.family_of(label)
    for member in families.labels(family) if family else ():
        if families.is_installed(member) and not conf.is_read_only(member):
            path = getattr(apps.get_app_config(member), attribute, None)
            if path is not None:
                hook = import_string(path)
                return None if any(map(absent.is_table_absent, getattr(hook, "needs", ()))) else hook
    return None
