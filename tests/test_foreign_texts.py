"""Texts of others, wherever they are stored or printed: errors, names of files, headers and notes."""

import io
import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agent360_models.agent360.core.models import UserRole
from agent360_models.agent360.forecasting.factories import ArfRollingForecastFactory
from agent360_models.agent360.support.factories import CaseCommentFactory
from agent360_models.agent360.system.models import SyncLog
from agent360_models.automate.core import handlers
from agent360_models.automate.core.factories import JobFactory, WorkflowFactory
from agent360_models.automate.core.models import Execution, Job, StepRun
from agent360_models.automate.llm.models import LLMRequest
from agent360_models.automate.modal.factories import ModalEndpointFactory
from agent360_models.automate.modal.models import ModalEndpoint, ModalJob
from agent360_models.automate.rag.factories import KnowledgeSourceFactory
from agent360_models.automate.rag.models import KnowledgeSource
from agent360_models.exceptions import Agent360ModelsError
from agent360_models.ingestion.hubspot.models import Contact
from agent360_models.ingestion.orchestration import registry
from agent360_models.ingestion.orchestration.due_schedules import run_due
from agent360_models.ingestion.orchestration.factories import SyncScheduleFactory
from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule
from agent360_models.sync.runs import run
from tests.support import endurance
from tests.support.foreign import TEXTS, SilentError, every_text, is_told, raises

pytestmark = pytest.mark.django_db

Store = Callable[[BaseException, pytest.MonkeyPatch], str | None]


def of_job(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(handlers._handlers, "_registered", {"send_report": raises(error)})
    with suppress(type(error)):
        JobFactory.create().execute()
    assert Job.objects.get().status == "pending"
    stored: str = Job.objects.get().error_redacted
    return stored


def of_execution(error: BaseException, _: pytest.MonkeyPatch) -> str:
    with suppress(type(error)), Execution.objects.recording(workflow=WorkflowFactory.create()):
        raise error
    assert Execution.objects.get().status == "failed"
    return Execution.objects.get().error_summary


def of_step(error: BaseException, _: pytest.MonkeyPatch) -> str:
    with suppress(type(error)), Execution.objects.recording(workflow=WorkflowFactory.create()) as one, one.step("a"):
        raise error
    assert StepRun.objects.get().status == "failed"
    return StepRun.objects.get().error


def of_request(error: BaseException, _: pytest.MonkeyPatch) -> str:
    with suppress(type(error)), LLMRequest.objects.recording(model="m"):
        raise error
    return LLMRequest.objects.get().error


def of_modal_job(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(ModalEndpoint, "get_function", raises(error))
    with suppress(type(error)):
        ModalEndpointFactory.create().invoke()
    assert ModalJob.objects.get().status == "failed"
    return ModalJob.objects.get().error_redacted


def of_source(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(KnowledgeSource, "get_documents", raises(error))
    with suppress(type(error)):
        KnowledgeSourceFactory.create().sync()
    assert KnowledgeSource.objects.get().sync_status == "failed"
    return KnowledgeSource.objects.get().sync_error


def of_run(error: BaseException, _: pytest.MonkeyPatch) -> str | None:
    with suppress(type(error)), run(UserRole, job="roles", source="UserRole") as this:
        this.details["said"] = {"text": error.args and error.args[0][:1000]}
        raise error
    assert SyncLog.objects.get().sl_status == "failed"
    return SyncLog.objects.get().sl_error_message


def of_schedule(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> str | None:
    monkeypatch.setattr(registry, "_registered", {})
    registry.sync("hubspot", "contacts", model=Contact)(raises(error))
    schedule = SyncScheduleFactory.create(crm_source="hubspot", model_name="contacts")
    SyncSchedule.objects.update(next_run=datetime(2026, 3, 1, tzinfo=UTC))
    with suppress(type(error)):
        run_due(schedule.pk)
    assert SyncHistory.objects.get().status == "failed"
    return SyncHistory.objects.get().error_message


STORES: dict[str, Store] = {
    name.removeprefix("of_"): function for name, function in globals().items() if name.startswith("of_")
}


@every_text
@pytest.mark.parametrize("kind", [ValueError, Agent360ModelsError])
@pytest.mark.parametrize("store", STORES.values(), ids=STORES)
def test_an_error_is_stored_whatever_it_says(
    store: Store, kind: type[Exception], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing stays under way."""
    if len(text) > 10_000 and store is not of_run:
        text = text[:20_000]  # the same path, and megabytes of it take their time
    assert is_told(store(kind(text), monkeypatch)) or (kind is Agent360ModelsError and not text)


@pytest.mark.parametrize("store", STORES.values(), ids=STORES)
def test_an_error_that_cannot_be_read_is_stored(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_told(store(SilentError(), monkeypatch))


@every_text
@pytest.mark.parametrize("factory", [CaseCommentFactory, ArfRollingForecastFactory])
def test_a_refused_upload_is_stored(factory: Any, text: str) -> None:
    row = factory.create(sync_pending=True)

    assert row.mark_failed(text)
    row.refresh_from_db()
    assert is_told(f"-{getattr(row, row.sync_error_column)}", 1001)


@every_text
def test_what_somebody_ends_or_notes_is_stored(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = text[:20_000]
    workflow = WorkflowFactory.create()
    with suppress(ValueError), Execution.objects.recording(workflow=workflow) as execution:
        with suppress(ValueError), execution.step("a") as step:
            step.finish("failed", error=text)
            raise ValueError
        execution.finish("failed", error=text)
    assert [execution.status, step.status] == ["failed", "failed"]
    monkeypatch.setattr(handlers._handlers, "_registered", {"send_report": lambda job: job.set_progress(1, 2, text)})

    JobFactory.create().execute()

    assert Job.objects.get().status == "succeeded"


# Loading, and what the command prints

ROLES = [
    {"Id": f"00E00000000000{number}EAA", "Name": "ok", "LastModifiedDate": "2026-01-01", "SystemModstamp": "2026-01-01"}
    for number in range(1, 3)
]
PARTS = ["file", "header", "cell", "object"]
NAMES = {name: text for name, text in TEXTS.items() if name not in {"long", "long and not storable", "empty"}}


def load(folder: Path, part: str, text: str, source: str, form: str) -> tuple[str, Path]:
    """Load two records, of which one holds the text somewhere; return what was printed, and the file of rejects."""
    kind, records = ("UserRole", ROLES) if source == "salesforce" else ("contacts", [{"id": "1"}, {"id": "2"}])
    rows = [dict(record) for record in records]
    extra = {"header": {text: "x"}, "cell": {"Name" if source == "salesforce" else "firstname": text}}.get(part, {})
    rows[0] |= extra
    if form == "csv":
        rows[1] = {**dict.fromkeys(extra, "x"), **rows[1]}
    name = f"{kind}{re.sub('[/.0]', '', text) if part == 'file' else ''}.{form}".replace("\0", "")
    path = folder / name
    if form == "csv":
        header = list({key: None for row in rows for key in row})
        lines = [header, *([row.get(key, "") for key in header] for row in rows)]
        content = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
        path.write_bytes(content.encode(errors="surrogateescape" if "\ud83d" not in content else "surrogatepass"))
    elif source == "salesforce":
        path.write_text(json.dumps(rows))
    else:
        path.write_text(json.dumps({"results": [{"id": row.pop("id"), "properties": row} for row in rows]}))
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
    rejects = folder / "rejects.csv"
    options = {"object_name": text} if part == "object" else {"object_name": kind} if part == "file" else {}
    try:
        call_command(
            "agent360",
            "load",
            str(path),
            source=source,
            rejects=rejects,
            verbosity=2,
            stdout=out,
            stderr=out,
            **options,
        )
    except CommandError as error:
        out.write(f"{error}\n")
    return raw.getvalue().decode(), rejects


@pytest.mark.parametrize("text", endurance.some([*NAMES.values()]), ids=endurance.some([*NAMES]))
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("source", ["salesforce", "hubspot"])
def test_a_load_tells_and_logs(source: str, form: str, part: str, text: str, tmp_path: Path) -> None:
    """The row is rejected or the text is spelled out, the other row is loaded, and no run stays under way."""
    if part == "file" and "\ud83d" in text:
        pytest.skip("no file has such a name")

    said, rejects = load(tmp_path, part, text, source, form)

    assert said
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", said) == []
    if part != "object" and "no readable header" not in said:
        model: Any = UserRole if source == "salesforce" else Contact
        assert rejects.exists()
        assert model.objects.count() in ({1, 2} if part == "cell" else {2}), said
    assert not SyncLog.objects.filter(sl_status="running").exists()
    assert not SyncHistory.objects.filter(status="running").exists()


@pytest.mark.parametrize("text", NAMES.values(), ids=NAMES)
def test_status_and_alerts_print_one_line_each(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of an error that somebody else's job has logged, as PostgreSQL takes it."""
    stored = text.replace("\0", "").encode(errors="ignore").decode()
    SyncLog.objects.create(
        sl_job_name="j",
        sl_object_name=f"x{stored}"[:50],
        sl_direction="inbound",
        sl_status="failed",
        sl_started_at=datetime(2026, 3, 1, tzinfo=UTC),
        sl_completed_at=datetime(2026, 3, 1, tzinfo=UTC),
        sl_error_message=f"why {stored}",
    )

    with suppress(SystemExit):
        call_command("agent360", "status")

    lines = capsys.readouterr().out.split("\n")
    assert [line for line in lines if "why" in line]
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", "".join(lines)) == []


@pytest.mark.parametrize("text", NAMES.values(), ids=NAMES)
def test_drift_prints_names_of_the_database(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    name = text.replace("\0", "").encode(errors="ignore").decode()[:40]
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE user_roles ADD COLUMN "new {name}" text NOT NULL DEFAULT %s', [name])

    call_command("agent360", "drift", "agent360_core", "--fail-on", "never")

    said = capsys.readouterr().out
    assert "new " in said
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", said) == []
