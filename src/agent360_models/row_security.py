"""Row-level security: settings that tell a database's policies who acts, for one transaction.

A policy reads ``current_setting('app.current_user_id')`` to decide which rows are visible. Until it is set, a role that
does not own the table reads nothing. A model of such a table names the settings that its policy reads::

    class Booking(models.Model):
        expected_settings = ("app.current_user_id",)
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from django.apps import apps
from django.db import DataError, ProgrammingError, connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase

from agent360_models._blocks import Blocks
from agent360_models.exceptions import RowSecurityError
from agent360_models.names import split

__all__ = ["ActingAsMiddleware", "acting_as", "connect", "expected_settings"]

_acting: Blocks[str] = Blocks("agent360_models_acting")  # aliases


def expected_settings(model: type[Model]) -> tuple[str, ...]:
    """Return the settings that the policy of the model's table reads; empty without a policy."""
    return tuple(getattr(model, "expected_settings", ()))


@contextmanager
def acting_as(settings: Mapping[str, object], *, using: str | None = None) -> Iterator[None]:
    """Run the block in a transaction in which these settings are set; they end with it.

    This works behind a transaction pooler too. Reads go to the primary, as in every transaction. A nested block uses
    its own settings and then restores the outer ones. ``using`` may be left out if all models that expect these
    settings live on one alias::

        with acting_as({"app.current_user_id": user.pk}):
            Booking.objects.upcoming()

    Raises ``ValueError`` for a value of ``None``, and if ``using`` is needed.
    """
    if missing := [name for name, value in settings.items() if value is None]:
        raise ValueError(f"acting_as() got None for {', '.join(missing)}. Leave the block out where no user acts.")
    alias = _home_of(settings) if using is None else using
    connection = connections[alias]
    with transaction.atomic(using=alias):
        before = _set(connection, {name: str(value) for name, value in settings.items()})
        with _acting.open(alias):
            yield
        if not connection.needs_rollback:  # a rollback restores them
            _set(connection, before)


def _home_of(names: Iterable[str]) -> str:
    expecting = [model for model in apps.get_models() if {*names} & {*expected_settings(model)}]
    aliases = {router.db_for_write(model) for model in expecting}
    if len(aliases) == 1:
        return aliases.pop()
    what = f"live on the aliases {', '.join(sorted(aliases))}" if aliases else "are not installed"
    raise ValueError(f"acting_as() needs using=, since models that expect {', '.join(names)} {what}.")


def _set(connection: Any, settings: Mapping[str, str]) -> dict[str, str]:
    """Set the settings for the transaction and return their old values: an empty text where they were not set."""
    names = list(settings)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(['current_setting(%s, true)'] * len(names))}", names)
        before = [value or "" for value in cursor.fetchone()]
        cursor.execute(
            f"SELECT {', '.join(['set_config(%s, %s, true)'] * len(names))}",
            [part for pair in settings.items() for part in pair],
        )
    return dict(zip(names, before, strict=True))


class ActingAsMiddleware:
    """Runs each request in ``acting_as()``. A subclass defines in ``get_settings()`` who acts.

    Place it in ``MIDDLEWARE`` after the middleware that ``get_settings()`` needs, such as ``AuthenticationMiddleware``.
    If a view raises, the transaction is rolled back. Streaming content is produced after the transaction.
    """

    using: ClassVar[str | None] = None  # the alias, as for acting_as()

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, inside ``acting_as()`` if ``get_settings()`` returns settings."""
        settings = self.get_settings(request)
        if settings is None:
            return self.get_response(request)
        with acting_as(settings, using=self.using):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:  # as Django calls it
        """Roll back when a view raises, since Django turns the exception into a response."""
        for alias in {*_acting.own()}:
            transaction.set_rollback(True, using=alias)

    def get_settings(self, request: HttpRequest) -> Mapping[str, object] | None:
        """Return the settings by name, or ``None`` where no user acts."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say who acts."
            " Derive a class from ActingAsMiddleware, write get_settings(request), and name it in MIDDLEWARE."
        )


# The error of a query outside acting_as()


def connect() -> None:
    """Make every connection explain a policy's missing setting. Repeated calls change nothing."""
    connection_created.connect(_watch, dispatch_uid="agent360_models.row_security")
    for connection in connections.all(initialized_only=True):
        _watch(connection)


def _watch(connection: BaseDatabaseWrapper, **_: object) -> None:
    if _explain not in connection.execute_wrappers:
        connection.execute_wrappers.append(_explain)


_MISSING = "42704"  # no such setting yet in this session
_INVALID = "22P02"  # the setting of an earlier transaction is an empty text now


def _explain(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # as Django calls it
    try:
        return execute(sql, params, many, context)
    except (ProgrammingError, DataError) as error:
        state = getattr(error.__cause__, "sqlstate", None)
        if state not in (_MISSING, _INVALID) or context["connection"].alias in _acting.own():
            raise
        text, statement = str(error), str(sql)
        for model in apps.get_models():
            for name in expected_settings(model):
                is_named = f'"{name}"' in text if state == _MISSING else '""' in text
                if is_named and split(model._meta.db_table)[1] in statement:
                    raise RowSecurityError(
                        f"A policy of {model._meta.label} reads the setting {name}, which is not set:"
                        f" run the query in acting_as({{{name!r}: ...}}) of agent360_models.row_security."
                    ) from error
        raise
