"""Helpers of the tests of loading."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from agent360_models.loading.report import Report
from agent360_models.loading.sources import find_source


class Folder:
    """A folder in which a test writes exports, and from which it loads them."""

    def __init__(self, path: Path, source: str) -> None:
        self.path = path
        self.source = source
        self.rejects = path / "rejects"

    def write(self, name: str, *lines: str, content: Any = None) -> Path:
        """Write a file: its lines, or JSON."""
        path = self.path / name
        text = json.dumps(content) if content is not None else "\n".join(lines)
        path.write_text(text, encoding="utf-8", errors="surrogateescape", newline="")
        return path

    def load(self, *paths: Path, **options: Any) -> list[Report]:
        """Load these files, else all."""
        return list(find_source(self.source).load(paths or [self.path], rejects=self.rejects, **options))

    def rejected(self) -> list[tuple[str, ...]]:
        """Return line, id, column, value and reason of each row that the last load rejected."""
        with self.rejects.open(newline="", encoding="utf-8", errors="surrogateescape") as file:
            names = ("line", "id", "column", "value", "reason")
            return [tuple(row[name] for name in names) for row in csv.DictReader(file)]


def counts(*reports: Report) -> dict[str, dict[str, int]]:
    """Return the numbers that are not 0, by kind of record; a report sums up."""
    names = ("inserted", "updated", "deleted", "unchanged", "superseded", "rejected")
    for report in reports:
        assert report.refused == ""
        assert report.read == sum(getattr(report, name) for name in names)
    shown = ("read", *names, "removed")
    return {
        report.object_name: {name: getattr(report, name) for name in shown if getattr(report, name)}
        for report in reports
    }
