"""Check of the apps that other apps need in ``INSTALLED_APPS``."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004  # Django's own name

from agent360_models.checks._settings import TAG
from agent360_models.families import APPS, ROOT, installed


@register(TAG)
def check_dependencies(**_kwargs: Any) -> list[CheckMessage]:
    """E005 and W004: an app needs another app, or the root app, that is not installed."""
    ours = [label for label in installed() if label in APPS]
    found: list[CheckMessage] = [
        Error(
            f"{label} needs {missing}, which is not installed.",
            hint=f"Add {APPS[missing].module!r} to INSTALLED_APPS, before {APPS[label].module!r},"
            f" or use installed_apps({label!r}), which returns all of them.",
            id="agent360_models.E005",
        )
        for label in ours
        for missing in APPS[label].requires
        if missing not in ours
    ]
    if ours and not apps.is_installed(ROOT):
        found.append(
            Warning(
                f"{ROOT} is not installed, so there is no `manage.py agent360`.",
                hint=f"Add {ROOT!r} to INSTALLED_APPS, before the other apps of agent360-models.",
                id="agent360_models.W004",
            )
        )
    return found
