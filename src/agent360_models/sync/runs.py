"""Runs of sync jobs: one at a time for each object, each recorded in the table that its family has for it."""

import logging
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, Self, Unpack

from django.db import Error, InterfaceError, OperationalError, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from agent360_models import locks, poolers
from agent360_models.bulk import UpsertResult, upsert
from agent360_models.bulk._error_to_row import class_of, explain
from agent360_models.bulk._upsert import RunOptions
from agent360_models.exceptions import Agent360ModelsError, RunLostError, RunRefusedError, RunSkippedError
from agent360_models.sync._hooks import appconfig_hook
from agent360_models.sync.conflicts import is_two_way, keep_local_changes
from agent360_models.transactions import commit_over, is_outside_atomic, reconnect_if_lost
from agent360_models.validators import MAX_ERROR, storable_json, storable_text

__all__ = ["INBOUND", "Run", "RunLog", "RunResult", "run", "run_log"]

# SQLSTATEs with which a server ends a session: of connections, of operators, of limits to idle and long transactions.
_ENDS_SESSION = ("08", "57P", "25P03", "25P04")

_logger = logging.getLogger(__name__)

INBOUND = "inbound"  # the direction of a run that fills a table here


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """The end of a run: ``status`` is success, partial or failed; the numbers are rows.

    ``error`` is the reason of a failure, ``details`` the run's own, of JSON.
    """

    status: str
    queried: int = 0
    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    skipped: int = 0
    failed: int = 0
    error: str | None = None
    details: dict[str, Any] | None = None


class RunLog(Protocol):
    """The record of one run; the app that holds a family's run table implements it.

    ``object_name`` is the table that is filled, ``source`` what it is filled from at the other end.
    """

    watermark: datetime | None

    @classmethod
    def start(cls, *, job: str, direction: str, object_name: str, source: str, using: str) -> Self:
        """Record that the run began, and read the object's watermark."""

    @classmethod
    def skip(cls, *, job: str, direction: str, object_name: str, source: str, using: str, reason: str) -> None:
        """Record that the run did not take place, if the family records that."""

    @classmethod
    def close_dead(cls, *, job: str, object_name: str, using: str) -> Sequence[str]:
        """Record of each run that is marked as running that its process died; return the ids of these runs.

        Called by the run that holds the object's lock now, so that no other is alive.
        """

    def move_watermark(self, value: datetime) -> None:
        """Remember up to when rows have come in; never backwards."""

    def count(self, numbers: Mapping[str, int]) -> None:
        """Add numbers of rows, named as in ``RunResult``, to those of the record, in the caller's transaction."""

    def counted(self) -> Mapping[str, int]:
        """Return the numbers of the record, as far as it has columns for them."""

    def finish(self, result: RunResult) -> None:
        """Record how the run ended."""


def run_log(label: str) -> type[RunLog] | None:
    """Return the run log of the family that an app belongs to.

    ``None`` where the app that holds it is not installed, or may not be written.

    An app that holds a run log names the class in its ``AppConfig``, as ``run_log = "dotted.path"``.
    """
    log: type[RunLog] | None = appconfig_hook("run_log", label)
    return log


class Run:
    """A run that is under way; ``run()`` makes it.

    ``watermark`` is the object's when the run began: up to then every change has been taken over. ``died`` are
    the ids of earlier runs that this one found dead. ``details`` is a dictionary of JSON for the job's own use,
    stored when the run ends; no values of rows belong in it. ``logged`` tells whether there is a run log at all.
    """

    def __init__(
        self, model: type[Model], log: RunLog | None, *, died: Sequence[str], lock: BaseDatabaseWrapper, using: str
    ) -> None:
        self.model = model
        self.using = using
        self.died = died
        self.details: dict[str, Any] = {"died": list(died)} if died else {}
        self._log = log
        self._lock = lock
        self._counts: Counter[str] = Counter()

    @property
    def logged(self) -> bool:
        """Tell whether the run is recorded anywhere."""
        return self._log is not None

    @property
    def watermark(self) -> datetime | None:
        """Return the object's watermark when the run began; ``None`` where it was never synced."""
        return self._log.watermark if self._log is not None else None

    def upsert(
        self,
        rows: Iterable[Any],
        *,
        watermark: datetime | None = None,
        **options: Unpack[RunOptions],
    ) -> UpsertResult:
        """Write rows that came from the source, count them, and move the watermark with them.

        As ``bulk.upsert`` does, with its options but ``atomic``; but rows with local changes that the source does
        not have stay as they are, and where the source changed too that is recorded as a conflict. Both count as
        unchanged. The key of a table that is edited here is the id at the source.

        With ``watermark`` all rows and the watermark go in together or not at all; every change at the source up
        to then is in these rows or in earlier ones. Without it each batch is committed by itself.

        Raises ``RunRefusedError`` inside ``atomic``, ``RunLostError`` where the run has lost its lock, and what
        ``upsert`` raises. A row whose conflict could not be recorded, since the family's table of conflicts is not
        installed or is read-only, is a bad row.
        """
        if not is_outside_atomic(self.using):
            raise RunRefusedError(
                "A run commits its rows batch by batch: call its upsert() outside atomic(), with watermark= for one"
                " transaction."
            )
        two_way = is_two_way(self.model)
        if two_way and not options.get("key"):
            options["key"] = self.model.source_id_column  # type: ignore[attr-defined]
        with transaction.atomic(using=self.using) if watermark is not None else nullcontext():
            done = upsert(
                self.model,
                rows,
                using=self.using,
                hold_back=keep_local_changes if two_way else None,
                on_written=self.count,
                **options,
            )
            if watermark is not None:
                self.move_watermark(watermark)
        return done

    def count(self, result: UpsertResult, *, deleted: int = 0, queried: int | None = None) -> None:
        """Add the numbers of an upsert to those of the run's record.

        Inside ``atomic`` they go in with the rows, or not at all: so they are those of the table whatever ends the
        run. ``deleted`` of the updated rows were flagged as deleted. ``queried`` is the number of rows that came in,
        by default the sum of the result.

        Raises ``RunLostError`` where the run has lost its lock; outside of ``atomic`` the rows are in, so they are
        counted all the same.
        """
        numbers = {
            "inserted": result.inserted,
            "updated": result.updated - deleted,
            "deleted": deleted,
            "skipped": result.unchanged + result.superseded + result.suppressed,
            "failed": result.rejected,
        }
        numbers["queried"] = sum(numbers.values()) if queried is None else queried
        self._counts.update(numbers)
        reconnect_if_lost(self.using)
        if self._log is not None:
            self._log.count(numbers)
        self._require_lock()

    def counted(self) -> Mapping[str, int]:
        """Return the numbers of rows so far: those of the record, which a rollback has taken back too."""
        reconnect_if_lost(self.using)
        return {**self._counts, **(self._log.counted() if self._log is not None else {})}

    def move_watermark(self, value: datetime | None) -> None:
        """Move the object's watermark forward to ``value``; an older one, or none, changes nothing.

        Every change at the source up to ``value`` has to be in the rows of this transaction or of earlier ones.

        Raises ``RunRefusedError`` outside ``atomic``: the watermark goes in with the rows that it stands for, or
        not at all; and ``RunLostError`` where the run has lost its lock.
        """
        self._require_lock()
        if is_outside_atomic(self.using):
            raise RunRefusedError(
                f"A watermark moves with its rows: call move_watermark() inside atomic(using={self.using!r})."
            )
        if self._log is not None and value is not None:
            self._log.move_watermark(value)

    def _require_lock(self) -> None:
        try:
            is_held = locks.is_held(self._lock, self.model._meta.db_table)
        except Error as error:
            raise RunLostError(_why_lost(error)) from error
        if not is_held:
            raise RunLostError("The run's lock is no longer held, so another run may have begun. Start the job again.")

    def _status(self, error: BaseException | None) -> str:
        counts = self._counts
        all_failed = counts["failed"] > 0 and counts["failed"] == counts["queried"]
        return "failed" if error is not None or all_failed else "partial" if counts["failed"] else "success"

    def tell_end(self, names: dict[str, str], seconds: float, error: BaseException | None = None) -> None:
        """Log how the run ended, with its numbers; ``run()`` calls it."""
        ended = {"status": self._status(error), "seconds": round(seconds, 3), **self._counts}
        _logger.info(
            "Run of %s ends: %s.", names["object_name"], ended["status"], extra={"event": "run.end", **names, **ended}
        )

    def finish(self, error: BaseException | None = None) -> None:
        """Record the end, over a new connection where the old one is gone; ``run()`` calls it."""
        reconnect_if_lost(self.using)
        if self._log is None:
            return
        self._counts = Counter(self.counted())
        if error is not None:
            self.details["exception"] = _place(error)
        self._log.finish(
            RunResult(
                status=self._status(error),
                **self._counts,
                error=None if error is None else storable_text(_reason(error)[:MAX_ERROR])[:MAX_ERROR],
                details=storable_json(self.details) or None,
            )
        )


@contextmanager
def run(
    model: type[Model], *, job: str, source: str, direction: str = INBOUND, using: str | None = None
) -> Iterator[Run]:
    """Run a sync job over the table of ``model``, with a record of how it went.

    ::

        with run(Account, job="nightly", source="Account") as this:
            for page in pages(since=this.watermark):
                this.upsert(page.rows, watermark=page.complete_up_to)

    The record is there from the start. It ends as success, as partial where rows were rejected, or as failed
    with the reason where all were, or where the block raises, which goes on to the caller. A session that the
    server has ended since the last run costs nothing: this one opens another. A run that is marked
    as running though no session holds the object's lock has died; the next run of its job closes its record.

    Args:
        model: whose table is filled; one of our apps'.
        job: the name of the job.
        source: what the table is filled from, such as an object of its API.
        direction: ``"inbound"``, or what the family's run table has for other directions.
        using: the alias; by default the one that the router names for writing.

    Raises:
        RunRefusedError: inside ``atomic``, where the record would roll back with the rest; or no connection of a
            pool was free in time, which is recorded as failed.
        RunSkippedError: another run of the same object is alive; this one is recorded as skipped.

    """
    alias = using or router.db_for_write(model)
    names = {"job": job, "direction": direction, "object_name": model._meta.db_table, "source": source, "using": alias}
    if not is_outside_atomic(alias):
        raise RunRefusedError(
            f"The run of {model._meta.db_table} was not started inside atomic(): its record would roll back with the"
            " rest. Start it outside, and use atomic() within it."
        )
    log = run_log(model._meta.app_label)
    with ExitStack() as stack:
        with _recorded_if_exhausted(log, names):
            lock = stack.enter_context(locks.hold_object(model._meta.db_table, using=alias))
        with _recorded_if_exhausted(log, names, lock):
            if lock is None:
                reason = f"Another run of {model._meta.db_table} is under way."
                if log is not None:
                    log.skip(**names, reason=reason)
                _logger.info("Run of %s was skipped.", names["object_name"], extra={"event": "run.skip", **names})
                raise RunSkippedError(f"{reason} Nothing was done; the next run takes over what has changed.")
            died = log.close_dead(job=job, object_name=model._meta.db_table, using=alias) if log is not None else ()
            started = Run(model, log.start(**names) if log is not None else None, died=died, lock=lock, using=alias)
        began = time.monotonic()
        _logger.info("Run of %s begins.", names["object_name"], extra={"event": "run.begin", **names})
        try:
            yield started
        except BaseException as error:
            with suppress(Error):  # a server that is gone cannot be told; the run will be found dead
                _finish(started, lock, error)
            started.tell_end(names, time.monotonic() - began, error)
            raise
        _finish(started, lock)
        started.tell_end(names, time.monotonic() - began)


def _finish(started: Run, lock: BaseDatabaseWrapper, error: BaseException | None = None) -> None:
    """Record the end; over the connection of the lock where the pool has no other."""
    try:
        if error is None or not poolers.is_exhausted(error):
            started.finish(error)
            return
    except OperationalError as refusal:
        if not poolers.is_exhausted(refusal):
            raise
    with commit_over(lock):
        started.finish(error)


@contextmanager
def _recorded_if_exhausted(
    log: type[RunLog] | None, names: dict[str, str], lock: BaseDatabaseWrapper | None = None
) -> Iterator[None]:
    """Record a run as failed that does not begin for want of a connection, over that of its lock if it has one."""
    try:
        yield
    except OperationalError as error:
        if not poolers.is_exhausted(error):
            raise
        if log is not None:
            with suppress(Error), commit_over(lock) if lock is not None else nullcontext():
                log.start(**names).finish(RunResult(status="failed", error=poolers.NO_CONNECTION))
        if lock is not None:
            reconnect_if_lost(names["using"])  # the pooler has closed what waited
        raise RunRefusedError(f"The run of {names['object_name']} did not begin. {poolers.NO_CONNECTION}") from error


def _why_lost(error: Error) -> str:
    """Say why it cannot be told whether a run holds its lock: the session is gone, or else what the database said."""
    state: str = getattr(error.__cause__, "sqlstate", None) or ""
    if isinstance(error, OperationalError | InterfaceError) and (not state or state.startswith(_ENDS_SESSION)):
        closed = "The server closed the connection that holds the run's lock, so another run may have begun."
        return f"{closed} Start the job again." + (f" The server's reason: {class_of(state)}." if state else "")
    return (
        f"The server did not say whether the run still holds its lock: {explain(error)}. Another run may have begun."
        " Start the job again."
    )


def _reason(error: BaseException) -> str:
    """Say why, without the text of an error that is not ours: it may hold values of rows."""
    if poolers.is_exhausted(error):
        return f"{explain(error)} {poolers.NO_CONNECTION}"
    return str(error) if isinstance(error, Agent360ModelsError) else explain(error)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
