"""The report in the Prometheus text format."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from agent360_models.operating.facts import COUNTED, QueueState, ReplicaState
from agent360_models.operating.look import Report
from agent360_models.sync.status import State

__all__ = ["CONTENT_TYPE", "as_metrics"]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"  # of the text

_Sample = tuple[Mapping[str, str], float | None]  # a value of None is left out
_Metric = tuple[str, str, Iterable[_Sample]]  # name, help, samples

_UP_TO = f"counted up to {COUNTED}"


def as_metrics(report: Report) -> str:
    """Return every number of a report as a gauge, labelled with the alias and the name."""
    return "".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    for name, meaning, samples in [*_of_syncs(report), *_of_queues(report), *_of_servers(report)]:
        there = [(labels, value) for labels, value in samples if value is not None]
        if there:
            yield f"# HELP agent360_{name} {_escaped(meaning)}\n# TYPE agent360_{name} gauge\n"
        for labels, value in there:
            inner = ",".join(f'{key}="{_escaped(text, quotes=True)}"' for key, text in labels.items())
            yield f"agent360_{name}{f'{{{inner}}}' if inner else ''} {_number(value)}\n"


def _of_syncs(report: Report) -> Iterator[_Metric]:
    yield "alarms", "Number of alarms.", [({}, len(report.alarms()))]
    objects = [({"alias": status.alias, "object": status.object_name}, status) for status in report.objects]
    states = [(labels, report.state_of_object(status)) for labels, status in objects]
    yield "sync_state", "State of the object's sync: 1 for the current state.", _one_of(states, State)
    yield (
        "sync_last_success_timestamp_seconds",
        "End of the last full success of the object's sync.",
        [(labels, _time(status.last_success)) for labels, status in objects],
    )
    yield (
        "sync_watermark_timestamp_seconds",
        "Time up to which changes at the source have been synced.",
        [(labels, _time(status.watermark)) for labels, status in objects],
    )
    yield "sync_running", "1 if a run is alive.", [(labels, status.running) for labels, status in objects]
    for name, meaning in {
        "failed": "Failed runs since the last success.",
        "dead": "Runs that are marked as running but whose process has died.",
        "skipped": "Consecutive skipped runs since the last run ended.",
    }.items():
        yield f"sync_{name}_runs", meaning, [(labels, getattr(status, name)) for labels, status in objects]
    yield "sync_open_conflicts", "Open conflicts.", [(labels, status.conflicts) for labels, status in objects]
    yield "sync_pending_rows", "Rows that wait for upload.", [(labels, status.pending) for labels, status in objects]


def _of_queues(report: Report) -> Iterator[_Metric]:
    found = [({"alias": status.alias, "queue": status.name}, status) for status in report.queues]
    states = [(labels, report.state_of_queue(status)) for labels, status in found]
    yield "queue_state", "State of the queue: 1 for the current state.", _one_of(states, QueueState)
    for name, metric, meaning in (
        ("waiting", "waiting", "Messages that no worker has begun"),
        ("due", "due", "Waiting messages that are due"),
        ("held", "held", "Messages that a worker has leased"),
        ("expired", "expired_leases", "Messages whose lease has expired"),
        ("dead", "dead_letters", "Dead letters"),
        ("unreadable", "unreadable", "Waiting messages with a moment that Python cannot have"),
    ):
        yield f"queue_{metric}", f"{meaning}; {_UP_TO}.", [(labels, getattr(row, name)) for labels, row in found]
    yield (
        "queue_oldest_due_seconds",
        "Time since the oldest due message became due; 0 without one.",
        [(labels, None if row.waiting is None else _age(report.now, row.due_since) or 0.0) for labels, row in found],
    )


def _of_servers(report: Report) -> Iterator[_Metric]:
    yield (
        "database_up",
        "1 if the database answers.",
        [({"alias": status.alias}, status.reachable) for status in report.databases],
    )
    held = [({"alias": lock.alias, "object": lock.name, "pid": str(lock.pid)}, lock) for lock in report.locks]
    yield (
        "lock_held_seconds",
        "Time that a session has held the lock of an object.",
        [(labels, _age(report.now, lock.since)) for labels, lock in held],
    )
    yield (
        "lock_orphaned",
        "1 if no run is recorded for the lock.",
        [(labels, lock.orphaned) for labels, lock in held],
    )
    replicas = [({"alias": status.alias, "primary": status.primary}, status) for status in report.replicas]
    states = [(labels, report.state_of_replica(status)) for labels, status in replicas]
    yield "replica_state", "State of the replica: 1 for the current state.", _one_of(states, ReplicaState)
    yield (
        "replica_lag_seconds",
        "Lag of the replica behind its primary.",
        [(labels, None if row.lag is None else row.lag.total_seconds()) for labels, row in replicas],
    )
    yield "replica_lag_bytes", "Lag of the replica in WAL bytes.", [(labels, row.lag_bytes) for labels, row in replicas]
    tables = [({"alias": table.alias, "table": table.name.replace('"', "")}, table) for table in report.tables]
    yield "table_size_bytes", "Size of the table with its indexes.", [(labels, row.bytes) for labels, row in tables]
    yield "table_rows", "PostgreSQL's estimate of the rows.", [(labels, row.rows) for labels, row in tables]


def _one_of(states: Iterable[tuple[Mapping[str, str], str]], every: Iterable[str]) -> list[_Sample]:
    return [({**labels, "state": str(one)}, one == state) for labels, state in states for one in every]


def _time(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _age(now: datetime, then: datetime | None) -> float | None:
    return None if then is None else max(0.0, (now - then).total_seconds())


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _escaped(text: str, *, quotes: bool = False) -> str:
    escaped = text.replace("\\", r"\\").replace("\n", r"\n")
    return escaped.replace('"', r"\"") if quotes else escaped
