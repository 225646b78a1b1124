"""Conversion of records from CallRail's API."""

import re
from collections.abc import Iterator

from agent360_models.ingestion.callrail.mapping import KINDS
from agent360_models.loading.load import Source
from agent360_models.loading.mapping import Properties
from agent360_models.loading.source_records import SourceRecord

__all__ = ["SOURCE", "unfold"]

_CLOCK = re.compile(r"(?:([0-9]+):)?([0-5]?[0-9]):([0-5][0-9])")
_DURATIONS = ("duration", "recording_duration")


def unfold(kind: str, record: SourceRecord) -> Iterator[tuple[str, Properties]]:
    """Yield the fields of a record, with durations in seconds."""
    durations = {name: _seconds(record.content[name]) for name in _DURATIONS if name in record.content}
    yield kind, {**record.content, **durations}


def _seconds(duration: object) -> object:
    """Return a duration such as ``00:01:00`` in seconds, and any other value unchanged."""
    match = _CLOCK.fullmatch(duration) if isinstance(duration, str) else None
    if match is None:
        return duration
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return (hours * 60 + minutes) * 60 + seconds


SOURCE = Source(KINDS, unfold, as_sent="raw_data")  # registered as the source callrail
