"""Runs of sync jobs: one at a time for each object, each recorded in the family's run log."""

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

# SQLSTATEs of a session ended by the server: connection errors, operator intervention, transaction timeouts.
_ENDS_SESSION = ("08", "57P", "25P03", "25P04")

_logger = logging.getLogger(__name__)

INBOUND = "inbound"  # the direction of a run that fills a table here


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """The end of a run: ``status`` is success, partial or failed; the numbers are row counts.

    ``error`` is the reason of a failure, and ``details`` contains the run's own JSON data.
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
    """The record of one run; the app with a family's run table implements this protocol.

    ``object_name`` is the filled table, and ``source`` is the object that fills it.
    """

    watermark: datetime | None

    @classmethod
    def start(cls, *, job: str, direction: str, object_name: str, source: str, using: str) -> Self:
        """Record the start of the run, and read the object's watermark."""

    @classmethod
    def skip(cls, *, job: str, direction: str, object_name: str, source: str, using: str, reason: str) -> None:
        """Record that the run was skipped, if the family records skipped runs."""

    @classmethod
    def close_dead(cls, *, job: str, object_name: str, using: str) -> Sequence[str]:
        """Record that the process of each run marked as running has died; return the ids of these runs.

        The caller holds the object's lock, so no other run is alive.
        """

    def move_watermark(self, value: datetime) -> None:
        """Store the time up to which rows have come in; it never moves backwards."""

    def count(self, numbers: Mapping[str, int]) -> None:
        """Add row counts, named as in ``RunResult``, to the record, in the caller's transaction."""

    def counted(self) -> Mapping[str, int]:
        """Return the row counts of the record that it has columns for."""

    def finish(self, result: RunResult) -> None:
        """Record the end of the run."""


def run_log(label: str) -> type[RunLog] | None:
    """Return the run log of the family that an app belongs to.

    Return ``None`` if its app is not installed or is read-only.

    The app names the class in its ``AppConfig``, as ``run_log = "dotted.path"``.
    """
    log: type[RunLog] | None = appconfig_hook("run_log", label)
    return log


class Run:
    """A run in progress; ``run()`` creates it.

    ``watermark`` is the object's watermark at the start: all changes up to then are already here. ``died`` contains the
    ids of earlier runs that this run found dead. ``details`` is a JSON dictionary for the job, stored when the run
    ends; it must not contain values of rows. ``logged`` tells whether a run log exists.
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
        """Whether the run is recorded."""
        return self._log is not None

    @property
    def watermark(self) -> datetime | None:
        """The object's watermark at the start of the run; ``None`` if it was never synced."""
        return self._log.watermark if self._log is not None else None

    def upsert(
        self,
        rows: Iterable[Any],
        *,
        watermark: datetime | None = None,
        **options: Unpack[RunOptions],
    ) -> UpsertResult:
        """Write rows from the source, count them, and move the watermark.

        The method works like ``bulk.upsert``, with all its options except ``atomic``. But a row with local changes that
        the source lacks stays unchanged, and if the source has changed too, a conflict is recorded. Both count as
        unchanged. The key of a table that is edited here is the id at the source.

        With ``watermark`` all rows and the watermark are committed together or not at all. Every change at the source
        up to the watermark must be in these rows or in earlier ones. Without it each batch is committed separately.

        Raises ``RunRefusedError`` inside ``atomic``, ``RunLostError`` if the run has lost its lock, and the errors of
        ``upsert``. A row whose conflict cannot be recorded, because the family's table of conflicts is not installed or
        is read-only, is rejected.
        """
        if not is_outside_atomic(self.using):
            raise RunRefusedError(
                "A run commits its rows batch by batch: call its upsert() outside atomic(), or with watermark= for a"
                " single transaction."
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
        """Add the row counts of an upsert to the run's record.

        Inside ``atomic`` the counts are committed with the rows or not at all, so they match the table however the run
        ends. ``deleted`` is the number of updated rows that were flagged as deleted. ``queried`` is the number of
        incoming rows, by default the sum of the result.

        Raises ``RunLostError`` if the run has lost its lock. Outside ``atomic`` the rows are already committed, so they
        are counted nevertheless.
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
        """Return the row counts so far, from the record, which reflects rollbacks."""
        reconnect_if_lost(self.using)
        return {**self._counts, **(self._log.counted() if self._log is not None else {})}

    def move_watermark(self, value: datetime | None) -> None:
        """Move the object's watermark forward to ``value``; an older value or ``None`` changes nothing.

        Every change at the source up to ``value`` must be in the rows of this transaction or of earlier ones.

        Raises ``RunRefusedError`` outside ``atomic``, since the watermark must be committed with its rows, and
        ``RunLostError`` if the run has lost its lock.
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
        """Log the end of the run with its row counts; called by ``run()``."""
        ended = {"status": self._status(error), "seconds": round(seconds, 3), **self._counts}
        _logger.info(
            "Run of %s ends: %s.", names["object_name"], ended["status"], extra={"event": "run.end", **names, **ended}
        )

    def finish(self, error: BaseException | None = None) -> None:
        """Record the end, over a new connection if the old one was lost; called by ``run()``."""
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
    """Run a sync job on the table of ``model``, and record it.

    ::

        with run(Account, job="nightly", source="Account") as this:
            for page in pages(since=this.watermark):
                this.upsert(page.rows, watermark=page.complete_up_to)

    The record exists from the start. It ends as success, or as partial if some rows were rejected. It ends as failed,
    with the reason, if all rows were rejected or the block raises; the error then propagates. If the server has ended
    the session since the last run, a new one is opened. A run marked as running without a session that holds the
    object's lock has died; the next run of its job closes its record.

    Args:
        model: the model whose table is filled; it must belong to a family.
        job: the name of the job.
        source: the object that the table is filled from, for example an object of an API.
        direction: ``"inbound"``, or another direction of the family's run table.
        using: the alias; by default the router's alias for writing.

    Raises:
        RunRefusedError: the call is inside ``atomic``, where the record would roll back. Or no connection of the pool
            was free in time, which is recorded as failed.
        RunSkippedError: another run of the same object is alive; this one is recorded as skipped.

    """
    alias = using or router.db_for_write(model)
    names = {"job": job, "direction": direction, "object_name": model._meta.db_table, "source": source, "using": alias}
    if not is_outside_atomic(alias):
        raise RunRefusedError(
            f"The run of {model._meta.db_table} was not started: inside atomic() its record would roll back with the"
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
            with suppress(Error):  # if the server is lost, the next run finds this one dead
                _finish(started, lock, error)
            started.tell_end(names, time.monotonic() - began, error)
            raise
        _finish(started, lock)
        started.tell_end(names, time.monotonic() - began)


def _finish(started: Run, lock: BaseDatabaseWrapper, error: BaseException | None = None) -> None:
    """Record the end, over the connection of the lock if the pool is exhausted."""
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
    """Record a run that gets no connection as failed, over the connection of its lock if it has one."""
    try:
        yield
    except OperationalError as error:
        if not poolers.is_exhausted(error):
            raise
        if log is not None:
            with suppress(Error), commit_over(lock) if lock is not None else nullcontext():
                log.start(**names).finish(RunResult(status="failed", error=poolers.NO_CONNECTION))
        if lock is not None:
            reconnect_if_lost(names["using"])  # the pooler has closed the waiting connection
        raise RunRefusedError(f"The run of {names['object_name']} did not begin. {poolers.NO_CONNECTION}") from error


def _why_lost(error: Error) -> str:
    """Return why the check of the lock failed: the session was lost, or the database reported an error."""
    state: str = getattr(error.__cause__, "sqlstate", None) or ""
    if isinstance(error, OperationalError | InterfaceError) and (not state or state.startswith(_ENDS_SESSION)):
        closed = "The server closed the connection that holds the run's lock, so another run may have begun."
        return f"{closed} Start the job again." + (f" The server's reason: {class_of(state)}." if state else "")
    return (
        f"The server did not say whether the run still holds its lock: {explain(error)}. Another run may have begun."
        " Start the job again."
    )


def _reason(error: BaseException) -> str:
    """Return the reason, without the text of other packages' errors, which may contain values of rows."""
    if poolers.is_exhausted(error):
        return f"{explain(error)} {poolers.NO_CONNECTION}"
    return str(error) if isinstance(error, Agent360ModelsError) else explain(error)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
