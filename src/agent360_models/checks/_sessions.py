"""Checks of the session time zone, on aliases with moments that may be without time zone."""

from collections.abc import Iterable, Iterator, Sequence

from django.apps import apps
from django.core.checks import CheckMessage, Warning  # noqa: A004  # Django's own name
from django.db import OperationalError, connections

from agent360_models import conf
from agent360_models.checks._settings import check, check_databases
from agent360_models.fields import MomentField
from agent360_models.fields._moment_sql import is_utc
from agent360_models.routing import home_of


@check
def check_sessions() -> Iterable[CheckMessage]:
    """W010: the settings put sessions in a zone other than UTC, and a model has a ``MomentField`` without zone."""
    return [
        _message(
            "agent360_models.W010",
            alias,
            f"{connections[alias].timezone_name}, set by the project",
            "Set USE_TZ." if connections[alias].timezone is None else f"Remove TIME_ZONE from DATABASES[{alias!r}].",
        )
        for alias in _aliases()
        if not is_utc(connections[alias].timezone_name)
    ]


@check_databases
def check_live_sessions(databases: Sequence[str]) -> Iterator[CheckMessage]:
    """W011: the session of an alias is not in the time zone that Django requested, for example behind a pooler."""
    for alias in _aliases():
        if alias not in databases or not is_utc(connections[alias].timezone_name):
            continue
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SHOW TimeZone")
                (zone,) = cursor.fetchone()
        except OperationalError:
            continue
        if not is_utc(zone):
            fact, remedy = f"{zone}, although Django requested UTC", "Make the pooler keep TimeZone, as PgBouncer does."
            yield _message("agent360_models.W011", alias, fact, remedy)


def _aliases() -> list[str]:
    """Return the aliases, with replicas, of models with moments whose columns may be without time zone."""
    homes = {
        home_of(model)
        for model in apps.get_models()
        if any(isinstance(field, MomentField) and field.zone is None for field in model._meta.local_fields)
    }
    aliases = {alias for home in homes for alias in (home, *conf.replicas_for(home))}
    return [alias for alias in connections if alias in aliases and connections[alias].vendor == "postgresql"]


def _message(number: str, alias: str, fact: str, remedy: str) -> CheckMessage:
    return Warning(
        f"The time zone of sessions on alias {alias!r} is {fact}.",
        hint=f"{remedy} PostgreSQL converts values of a MomentField in the zone of the session.",
        id=number,
    )
