"""Settings that are wrong behind a pooler, where ``check --database ALIAS`` asks for it."""

from collections.abc import Iterator, Sequence

from django.core.checks import CheckMessage, Warning  # noqa: A004  # Django's own name
from django.db import Error

from agent360_models import poolers
from agent360_models.checks._settings import check_databases


@check_databases
def check_poolers(databases: Sequence[str]) -> Iterator[CheckMessage]:
    """W012: the settings of an alias are right where a pooler shares its sessions by the transaction."""
    for alias in databases:
        try:
            wrong = poolers.wrong_settings(alias)
        except Error:  # as of a server that is not there
            continue
        for setting in wrong:
            yield Warning(
                f"A pooler shares the sessions of alias {alias!r} by the transaction: {setting.fact}.",
                hint=setting.remedy,
                id="agent360_models.W012",
            )
