"""``select()``: one untrusted statement, which the server itself restricts to reading."""

import math
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connections
from django.utils.asyncio import async_unsafe

from agent360_models.exceptions import (
    SelectBusyError,
    SelectError,
    SelectRoleError,
    SelectStatementError,
    SelectTimedOutError,
    SelectTooExpensiveError,
    SelectTooLargeError,
)
from agent360_models.readonly import _plan
from agent360_models.readonly._connection import Bounded, LateError, TooManyBytesError

AT_ONCE = 4  # statements of one process on one alias
MAX_BYTES = 16 * 1024 * 1024  # of a result as the server sends it; Python needs several times as much
_GRACE = 0.5  # seconds from the timeout to closing the connection; normally the server has cancelled by then
_FETCHED = 1_000  # maximum rows per fetch; the server computes all of them before it sends one, so the first fetch is 1
_LONGEST = 24 * 60 * 60
_MAX_TEXT = 1_000  # characters of a server message

_IN_VAIN = ("57014", "55P03", "25P03", "25P04")  # cancelled, or waited too long
_TOO_MUCH = "53"  # memory, disk, temp_file_limit

_slots: dict[str, threading.BoundedSemaphore] = {}


@dataclass(frozen=True)
class Selection:
    """The result of a statement: the ``columns`` by name, the ``rows``, and whether there are ``more`` rows.

    psycopg converts the values, without Django: ``jsonb`` is a dictionary, ``timestamptz`` is aware and in the time
    zone of Django's sessions, and ``timestamp`` is naive, whatever the model field is.
    """

    columns: list[str]
    rows: list[tuple[Any, ...]]
    more: bool


def select(
    sql: str,
    params: Sequence[Any] | Mapping[str, Any] | None = None,
    *,
    using: str,
    limit: int,
    timeout: float,
    max_cost: float | None = None,
) -> Selection:
    """Run one untrusted statement, for example from a language model, so that it can only read.

    ``using`` is an alias whose role can only read; ``manage.py agent360 grants --select-only`` prints such a role. The
    statement has its own connection, so it sees no data of an open transaction or a ``TestCase``. ``limit`` is the
    maximum number of rows, and ``timeout`` the maximum number of seconds for everything. ``max_cost`` is the maximum
    planner cost of the whole statement, regardless of the limit. ``params`` fill psycopg's placeholders; without them
    ``%`` is a plain character.

    A process runs at most four statements at once on an alias; the next one waits, at most for its timeout.

    Raises a ``SelectError``: ``SelectRoleError`` if the role could do more than read, ``SelectStatementError`` with the
    server's message if it refuses the statement, ``SelectTooExpensiveError``, ``SelectTimedOutError``,
    ``SelectTooLargeError`` beyond 16 MiB, and ``SelectBusyError``. Raises ``django.db.Error`` if the server cannot be
    reached, and ``ValueError`` for a limit, timeout or cost that is not positive.
    """
    if not (limit >= 1 and 0 < timeout <= _LONGEST and (max_cost is None or max_cost > 0)):
        raise ValueError(f"limit, timeout and max_cost must be positive, and timeout at most {_LONGEST} seconds.")
    if not _is_text(sql):
        raise SelectStatementError("The statement was not sent: it is not a text that PostgreSQL could read.")
    deadline = time.monotonic() + timeout
    slot = _slots.setdefault(using, threading.BoundedSemaphore(AT_ONCE))
    if not slot.acquire(timeout=timeout):
        raise SelectBusyError(
            f"The statement was not run: {AT_ONCE} others of this process were running on alias {using!r} for"
            f" {timeout:g} seconds."
        )
    try:
        with _connected(using, deadline) as connection, _told(using, timeout):
            _begin(connection, using, timeout)
            _refuse_powers(connection, using)
            text = sql if params is None else _merged(connection, sql, params)
            if max_cost is not None:
                _refuse_cost(_plan.cost(connection, text), max_cost)
            return _rows(connection, text, int(limit))
    finally:
        slot.release()


def _is_text(sql: str) -> bool:
    """Tell whether the text can be sent: libpq ends it at a NUL, and lone surrogates have no UTF-8 form."""
    try:
        return b"\0" not in sql.encode()
    except (AttributeError, UnicodeEncodeError):
        return False


@contextmanager
def _connected(using: str, deadline: float) -> Iterator[Bounded]:
    """Yield a connection with the parameters of an alias; everything done with it is rolled back."""
    connection = _connect(using, deadline)
    connection.deadline = deadline + _GRACE
    connection.bytes_left = MAX_BYTES
    connection.count()
    try:
        yield connection
    finally:
        _leave(connection)


@async_unsafe
def _connect(using: str, deadline: float) -> Bounded:
    wrapper: Any = connections[using]
    if wrapper.settings_dict["OPTIONS"].get("assume_role"):
        raise SelectRoleError(f"Alias {using!r} assumes a role, which a statement could reset. {_way_out(using)}")
    parameters = wrapper.get_connection_params()
    for django in ("context", "cursor_factory"):  # Django's conversion of values and parameters
        parameters.pop(django, None)
    patience = max(1, math.ceil(deadline - time.monotonic()))
    parameters["connect_timeout"] = min(patience, int(parameters.get("connect_timeout") or patience))
    with wrapper.wrap_database_errors:
        connection = Bounded.connect(**parameters)
    connection.read_only = True
    return connection


def _begin(connection: Bounded, using: str, timeout: float) -> None:
    """Begin the transaction; a statement may change these settings, but only for itself."""
    wrapper: Any = connections[using]
    patience = max(1, round(timeout * 1_000))
    settings = {
        "statement_timeout": patience,
        "lock_timeout": max(1, patience // 2),
        "idle_in_transaction_session_timeout": patience + 10_000,
        "client_connection_check_interval": 1_000,
        "TimeZone": wrapper.timezone_name,
    }
    asked = ", ".join("pg_catalog.set_config(%s, %s, true)" for _ in settings)
    connection.execute(f"SELECT {asked}", [str(each) for pair in settings.items() for each in pair])


def _refuse_powers(connection: Bounded, using: str) -> None:
    from agent360_models import catalog  # not needed at start-up

    if found := catalog.powers(connection):
        rest = f", and {len(found) - 3} things more" if len(found) > 3 else ""  # noqa: PLR2004
        raise SelectRoleError(
            f"No statement was run, since the role of alias {using!r} could do more than read: it"
            f" {', '.join(found[:3])}{rest}. {_way_out(using)}"
        )


def _way_out(using: str) -> str:
    return (
        "`manage.py agent360 grants --role NAME --select-only` prints a role that can only read: connect"
        f" alias {using!r} as that role."
    )


def _merged(connection: Bounded, sql: str, params: Sequence[Any] | Mapping[str, Any]) -> str:
    """Return the statement with its parameters as literals, as Django sends them.

    A server-side parameter has a type, and GROUP BY treats two uses of one parameter as different.
    """
    try:
        return psycopg.ClientCursor(connection).mogrify(sql, params)
    except (TypeError, ValueError) as error:
        said = f"its parameters do not fit ({type(error).__name__})"
        raise SelectStatementError(f"The statement was not sent: {said}.") from None


def _refuse_cost(cost: float, max_cost: float) -> None:
    if cost > max_cost:
        raise SelectTooExpensiveError(
            f"The statement was not run: PostgreSQL estimates a cost of {cost:.0f}, and {max_cost:.0f} is allowed. Read"
            " fewer rows, with a condition on an indexed column, or join fewer tables."
        )


def _rows(connection: Bounded, text: str, limit: int) -> Selection:
    """Run the statement as a server-side cursor, and fetch one row more than the limit."""
    connection.execute("SAVEPOINT agent360_models")
    rows: list[tuple[Any, ...]] = []
    with psycopg.ServerCursor(connection, "agent360_models", scrollable=False) as cursor:
        cursor.execute(text.encode())
        columns = [column.name for column in cursor.description or ()]
        size = 1
        while len(rows) <= limit:
            wanted = min(size, limit + 1 - len(rows))
            fetched = cursor.fetchmany(wanted)
            rows += fetched
            if len(fetched) < wanted:
                break
            size = min(size * 10, _FETCHED)
    return Selection(columns, rows[:limit], len(rows) > limit)


def _leave(connection: Bounded) -> None:
    """Roll everything back, and close.

    Behind a pooler a session lock would outlive the connection. In a failed transaction it can be released only after a
    rollback to a savepoint. One text needs one round trip.
    """
    status = psycopg.pq.TransactionStatus
    connection.deadline = time.monotonic() + _GRACE
    connection.bytes_left = MAX_BYTES
    with suppress(psycopg.Error, LateError, TooManyBytesError):
        if connection.info.transaction_status in (status.INTRANS, status.INERROR):
            connection.execute(
                "ROLLBACK TO SAVEPOINT agent360_models; SELECT pg_catalog.pg_advisory_unlock_all(); ROLLBACK"
            )
    connection.cut()


@contextmanager
def _told(using: str, timeout: float) -> Iterator[None]:
    """Translate errors into a ``SelectError`` with the server's message, without connection details."""
    try:
        yield
    except LateError:
        found: SelectError = SelectTimedOutError(_late(timeout, "it did not answer"))
    except TooManyBytesError:
        found = SelectTooLargeError(
            f"The statement was ended: its result is larger than {MAX_BYTES >> 20} MiB. Ask for fewer rows or columns,"
            " or for a part of a long text."
        )
    except psycopg.Error as error:
        found = _of_server(error, using, timeout)
    except (ArithmeticError, RecursionError, ValueError) as error:
        found = SelectStatementError(
            f"Python cannot hold a value that the statement returns ({type(error).__name__}): cast it to text."
        )
    else:
        return
    raise found from None


def _of_server(error: psycopg.Error, using: str, timeout: float) -> SelectError:
    state, said = error.sqlstate or "", _said(error)
    if state in _IN_VAIN:
        return SelectTimedOutError(_late(timeout, said))
    if state.startswith(_TOO_MUCH):
        return SelectTooLargeError(f"The statement was ended: {said}.")
    if isinstance(error, psycopg.OperationalError) and (not state or state.startswith("57P")):
        return SelectError(f"The connection of alias {using!r} was lost during the statement.")
    return SelectStatementError(f"The statement was refused: {said}.")


def _late(timeout: float, said: str) -> str:
    return f"The statement had {timeout:g} seconds, and was ended: {said}."


def _said(error: psycopg.Error) -> str:
    """Return the server's message and hint, or psycopg's message if psycopg refused the statement."""
    parts = [error.diag.message_primary or str(error), error.diag.message_hint]
    text = ". ".join(" ".join(part[:_MAX_TEXT].split()).removesuffix(".") for part in parts if part)
    return text or type(error).__name__
