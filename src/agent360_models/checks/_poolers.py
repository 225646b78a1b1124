"""Settings that are wrong behind a pooler, where ``check --database ALIAS`` asks for it."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004  # Django's own name
from django.db import Error

from agent360_models import poolers
from agent360_models.checks._settings import is_sound


@register(Tags.database)
def check_poolers(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """W012: the settings of an alias are right where a pooler shares its sessions by the transaction."""
    if not databases or not is_sound():
        return []
    found: list[CheckMessage] = []
    for alias in databases:
        try:
            wrong = poolers.wrong_settings(alias)
        except Error:  # as of a server that is not there
            continue
        found += [
            Warning(
                f"A pooler shares the sessions of alias {alias!r} by the transaction: {setting.fact}.",
                hint=setting.remedy,
                id="agent360_models.W012",
            )
            for setting in wrong
        ]
    return found
