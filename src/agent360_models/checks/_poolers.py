"""Check of settings behind a pooler, with ``check --database ALIAS``."""

from collections.abc import Iterator, Sequence

from django.core.checks import CheckMessage, Warning  # noqa: A004  # Django's own name
from django.db import Error

from agent360_models import poolers
from agent360_models.checks._settings import check_databases


@check_databases
def check_poolers(databases: Sequence[str]) -> Iterator[CheckMessage]:
    """W012: the settings of an alias do not work behind a pooler in transaction mode."""
    for alias in databases:
        try:
            wrong = poolers.wrong_settings(alias)
        except Error:  # for example an unreachable server
            continue
        for setting in wrong:
            yield Warning(
                f"Alias {alias!r} is behind a pooler in transaction mode: {setting.fact}.",
                hint=setting.remedy,
                id="agent360_models.W012",
            )
