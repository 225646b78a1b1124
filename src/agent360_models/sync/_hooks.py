"""Where a family keeps the records of its sync: found by what its apps say, since no module here knows a family."""

from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from agent360_models import conf
from agent360_models.families import FAMILY_OF


def find_log(attribute: str, label: str) -> Any:
    """Return what an ``AppConfig`` in the family of an app names by ``attribute``, a dotted path.

    ``None`` where the app that names it is not installed, or may not be written.
    """
    for app in FAMILY_OF[label].apps:
        if apps.is_installed(app.module) and not conf.is_read_only(app.label):
            path = getattr(apps.get_app_config(app.label), attribute, None)
            if path is not None:
                return import_string(path)
    return None
