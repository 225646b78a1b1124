"""The loops of the how-tos, as they stand, over sessions that the server ends."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent360_models.agent360.core.models import UserRole
from agent360_models.agent360.system.models import SyncLog, SyncWatermark
from agent360_models.automate.core import handlers
from agent360_models.automate.core.models import Job
from agent360_models.operating.queues import queues
from agent360_models.operating.worker import Limits, work
from tests.docs.test_snippets import ROOT
from tests.support.endurance import trials
from tests.support.sessions import Stopped, end_session

pytestmark = pytest.mark.django_db(transaction=True)

TURNS = trials(6, 20)
SPRING = datetime(2026, 3, 1, tzinfo=UTC)


def page(name: str) -> dict[str, Any]:
    """Return what those blocks of a page define that define something, or import."""
    text = (ROOT / "docs" / "how-to" / f"{name}.md").read_text(encoding="utf-8")
    namespace: dict[str, Any] = {"INSTALLED_APPS": []}
    for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        if re.search(r"^(def|from) ", block, re.MULTILINE) and not re.search(r"^(try|waiting)\b", block, re.MULTILINE):
            exec(block, namespace)  # noqa: S102
    return namespace


def test_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker does each in one attempt, though each takes longer than the server waits for its session."""
    done: list[int] = []

    def slow(job: Job) -> None:
        done.append(job.params["number"])
        end_session()

    monkeypatch.setattr(handlers._handlers, "_registered", {"slow": slow})
    Job.objects.bulk_create(Job(type="slow", params={"number": number}) for number in range(TURNS))
    (jobs,) = (queue for queue in queues() if queue.name == "jobs")

    work(jobs, limits=Limits(messages=TURNS, seconds=60))

    assert sorted(done) == [*range(TURNS)]
    assert {*Job.objects.values_list("status", flat=True)} == {"succeeded"}


def test_runs(caplog: pytest.LogCaptureFixture) -> None:
    """A session that ends between two runs costs nothing, and one that ends during a run costs that run."""
    there = page("run-syncs")

    def pages(since: datetime | None) -> Iterator[tuple[list[dict[str, Any]], datetime]]:
        time = (since or SPRING) + timedelta(hours=1)
        row = {"ur_name": "Sales", "ur_last_modified_date": time, "ur_system_modstamp": time}
        yield [{"ur_sf_id": f"00E{time.timestamp():012.0f}AAA", **row}], time

    there["keep_in_step"](Stopped(2 * TURNS), pages)

    runs = [*SyncLog.objects.order_by("pk").values_list("sl_status", "sl_records_inserted")]
    done = runs.count(("success", 1))
    assert {*runs} <= {("success", 1), ("failed", 0)}
    assert 0 < len(caplog.records) == 2 * TURNS - done < 2 * TURNS
    assert UserRole.objects.count() == done
    assert SyncWatermark.objects.get().sw_last_sync_ts == SPRING + timedelta(hours=done)
