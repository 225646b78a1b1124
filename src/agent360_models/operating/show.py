"""The report as text and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from agent360_models.operating.facts import COUNTED
from agent360_models.operating.look import Report
from agent360_models.validators import MAX_ERROR, printable

__all__ = ["as_json", "as_text"]

_VERSION = 1  # of the JSON; changes when a key is removed or changes its meaning


def as_text(report: Report) -> Iterator[str]:
    """Yield the lines of one aligned table for each kind of fact, separated by empty lines."""
    shown = [table for table in map(list, _tables(report)) if len(table) > 1]
    if not report.objects:
        yield "Nothing has been synced here yet."
    for number, table in enumerate(shown):
        if number or not report.objects:
            yield ""
        widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
        for row in table:
            yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _tables(report: Report) -> Iterator[Iterator[tuple[str, ...]]]:
    yield _databases(report)
    yield _objects(report)
    yield _queues(report)
    yield _locks(report)
    yield _replicas(report)
    yield _sizes(report)


def _databases(report: Report) -> Iterator[tuple[str, ...]]:
    yield ("state", "database")
    for status in report.databases:
        if not status.reachable:
            yield ("unreachable", status.alias)


def _objects(report: Report) -> Iterator[tuple[str, ...]]:
    yield (
        "state",
        "object",
        "last success",
        "watermark lag",
        "failed",
        "dead",
        "skipped",
        "conflicts",
        "pending",
        "",
    )
    for status in report.objects:
        numbers = (status.failed, status.dead, status.skipped, status.conflicts, status.pending)
        yield (
            report.state_of_object(status).value,
            printable(status.object_name),
            _age(report.now, status.last_success),
            _age(report.now, status.watermark),
            *map(str, numbers),
            "running" if status.running else printable(status.error[:MAX_ERROR]),
        )


def _queues(report: Report) -> Iterator[tuple[str, ...]]:
    yield ("state", "queue", "waiting", "due", "oldest due", "held", "expired", "dead letters")
    for status in report.queues:
        yield (
            report.state_of_queue(status).value,
            printable(status.name),
            _number(status.waiting),
            _number(status.due),
            _age(report.now, status.due_since),
            *map(_number, (status.held, status.expired, status.dead)),
        )


def _locks(report: Report) -> Iterator[tuple[str, ...]]:
    yield ("state", "lock", "held for", "process", "application")
    for lock in report.locks:
        yield (
            "orphaned" if lock.orphaned else "ok",
            printable(lock.name),
            _age(report.now, lock.since),
            str(lock.pid),
            printable(lock.application),
        )


def _replicas(report: Report) -> Iterator[tuple[str, ...]]:
    yield ("state", "replica", "of", "behind", "bytes")
    for status in report.replicas:
        behind = "-" if status.lag is None else _age(report.now, report.now - status.lag)
        yield (
            report.state_of_replica(status).value,
            status.alias,
            status.primary,
            behind,
            "-" if status.lag_bytes is None else str(status.lag_bytes),
        )


def _sizes(report: Report) -> Iterator[tuple[str, ...]]:
    yield ("table", "alias", "size", "rows")
    for table in report.tables:
        rows = "-" if table.rows is None else f"~{table.rows}"
        yield (printable(table.name.replace('"', "")), table.alias, f"{table.bytes / (1 << 20):.1f} MB", rows)


def _number(number: int | None) -> str:
    if number is None:
        return "-"
    return f"{COUNTED}+" if number >= COUNTED else str(number)


def _age(now: datetime, then: datetime | None) -> str:
    if then is None:
        return "-"
    if timedelta(0) <= now - then < timedelta(minutes=1):
        return f"{(now - then).seconds}s"
    minutes = int((now - then) / timedelta(minutes=1))
    days, hours = minutes // 1440, minutes // 60 % 24
    return f"{days}d {hours}h" if days else f"{hours}h {minutes % 60}m"


def as_json(report: Report) -> str:
    """Return the report as one JSON object, with ages in seconds."""
    now = report.now
    document = {
        "version": _VERSION,
        "now": now,
        "alarms": report.alarms(),
        "counted_up_to": COUNTED,
        "databases": [asdict(status) for status in report.databases],
        "objects": [
            {
                **_without(asdict(status), "running_tables"),
                "state": report.state_of_object(status).value,
                "last_success_age": _seconds(now, status.last_success),
                "watermark_lag": _seconds(now, status.watermark),
            }
            for status in report.objects
        ],
        "queues": [
            {
                **asdict(status),
                "state": report.state_of_queue(status).value,
                "due_age": _seconds(now, status.due_since),
            }
            for status in report.queues
        ],
        "locks": [{**asdict(lock), "age": _seconds(now, lock.since)} for lock in report.locks],
        "replicas": [
            {
                **asdict(status),
                "state": report.state_of_replica(status).value,
                "lag": None if status.lag is None else status.lag.total_seconds(),
            }
            for status in report.replicas
        ],
        "tables": [asdict(table) for table in report.tables],
    }
    return json.dumps(document, indent=2, default=datetime.isoformat)


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _seconds(now: datetime, then: datetime | None) -> float | None:
    return None if then is None else (now - then).total_seconds()
