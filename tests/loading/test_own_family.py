"""A project's own family: loaded by its ``mapping.py``, with a log of runs on another alias and without one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django.fixtures import Settings

from agent360_models import locks
from agent360_models.exceptions import LoadError, RunSkippedError
from agent360_models.loading.mapping import Kind
from agent360_models.loading.sources import find_source
from agent360_models.operating.look import look
from agent360_models.sync import log_model
from agent360_models.sync.history import histories
from agent360_models.sync.runs import run
from agent360_models.sync.status import statuses
from tests.support.buffers import buffers_read
from tests.support.databases import scratch_database

THEN = datetime(2026, 5, 1, 10, tzinfo=UTC)
CLIENTS = 'ClientNo;Name;Labels;Changed\n1;Ann;;2026-05-01T10:00:00Z\n2;Bea;["new"];2026-05-02T10:00:00Z\n'
BILLS = '{"BillNo": "A1", "Client": {"No": 1}, "State": "paid", "Sum": "1,200.50"}\n{"BillNo": "A2", "ClientNo": 2}\n'


@pytest.fixture(scope="module")
def project(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """A project that installs the family and nothing else of ours, its tables in one database, its log in another."""
    with django_db_blocker.unblock(), scratch_database() as legacy, scratch_database() as own:
        setting = {
            "FAMILIES": {"billing": ["billing", "billing_archive"]},
            "ALIASES": {"billing": legacy, "billing_log": own},
        }
        family = [f"tests.apps.billing{name}" for name in ("", "_archive", "_log")]
        installed = ["django.contrib.contenttypes", "django.contrib.auth", "agent360_models", *family]
        with override_settings(INSTALLED_APPS=installed, AGENT360_MODELS=setting):
            call_command("agent360", "install", "billing", stdout=StringIO())
            call_command("migrate", "billing_log", database=own, stdout=StringIO())
            yield setting


@pytest.fixture(autouse=True)
def empty(project: dict[str, Any], settings: Settings) -> None:
    """Begin with empty tables."""
    settings.AGENT360_MODELS = project
    with connections[project["ALIASES"]["billing"]].cursor() as cursor:
        cursor.execute("TRUNCATE customers, ledger.invoices, archived_invoices")
    with connections[project["ALIASES"]["billing_log"]].cursor() as cursor:
        cursor.execute("TRUNCATE billing_runs")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "bills.jsonl").write_text(BILLS.replace('"ClientNo": 2', '"ClientNo": 2, "Sum": 7'))
    (tmp_path / "clients_2026-05-03.csv").write_text(CLIENTS)
    return tmp_path


def load(*arguments: object) -> list[str]:
    out = StringIO()
    call_command("agent360", "load", *map(str, arguments), stdout=out)
    return out.getvalue().splitlines()


def test_files_fill_the_tables_parents_first(files: Path) -> None:
    """The family is the source, and the only one; a second load changes nothing."""
    from tests.apps.billing.models import Customer, Invoice

    assert load(files) == [
        "clients (clients_2026-05-03.csv) -> customers: 2 read, 2 inserted",
        'bills (bills.jsonl) -> "ledger"."invoices": 2 read, 2 inserted',
    ]
    assert load("--source", "billing", files)[-1] == "No row was changed."
    assert [*Customer._default_manager.values_list("customer_no", "name", "tags", "changed_at")] == [
        (1, "Ann", [], THEN),
        (2, "Bea", ["new"], THEN.replace(day=2)),
    ]
    assert [*Invoice._default_manager.values_list("number", "customer", "state", "total")] == [
        ("A1", 1, "paid", Decimal("1200.50")),
        ("A2", 2, "open", Decimal("7.00")),
    ]


def test_an_older_version_and_bad_rows_stay_out(files: Path, tmp_path: Path) -> None:
    """With line, column and reason."""
    load(files)
    later = tmp_path / "later"
    later.mkdir()
    (later / "clients.csv").write_text("ClientNo,Name,Changed\n1,Anna,2026-04-01\nx,Cleo,\n3,Dora,2026-05-04\n")
    (later / "bills.json").write_text('[{"BillNo": "A3", "Client": {"No": 9}, "State": "gone", "Sum": 1}]')
    rejects = tmp_path / "rejects.csv"

    lines = load(later, "--rejects", rejects)

    assert lines[0] == "clients (clients.csv) -> customers: 3 read, 1 inserted, 1 superseded, 1 rejected"
    assert lines[1] == "  rejected for ClientNo: not a number: 1"
    assert lines[2] == 'bills (bills.json) -> "ledger"."invoices": 1 read, 1 rejected'
    assert [line.split(",")[:5] for line in rejects.read_text().splitlines()[1:]] == [
        ["clients.csv", "clients", "3", "x", "ClientNo"],
        ["bills.json", "bills", "1", "A3", "State"],
    ]


def test_runs_are_logged_on_the_alias_of_the_log(files: Path, project: dict[str, Any]) -> None:
    """One row for each table of each file, and ``status`` reads them."""
    from tests.apps.billing_log.models import Run

    load(files)
    first, second = Run._default_manager.order_by("pk")
    out = StringIO()
    call_command("agent360", "status", stdout=out)

    assert (first.job, first.source, first.object_name, first.status) == ("load", "clients", "customers", "success")
    assert (first.queried, first.inserted, first.failed, first.alias) == (2, 2, 0, project["ALIASES"]["billing"])
    assert second.details == {"file": "bills.jsonl", "rejected": {}}
    assert "customers" in out.getvalue()
    assert "ledger" in out.getvalue()


def test_a_month_of_runs_is_told_by_the_log_itself(files: Path, project: dict[str, Any]) -> None:
    """By days, of both aliases: it needs no more than to be a ``RunLogModel``."""
    from tests.apps.billing_log.models import Run

    load(files)
    Run._base_manager.filter(object_name="customers").update(failed=1)
    what = {"job": "load", "direction": "inbound", "object_name": "customers", "source": "x", "reason": "busy"}
    Run.skip(**what, using=project["ALIASES"]["billing"])
    today = timezone.localdate()

    (app,) = histories(days=[today - timedelta(days=1), today])

    by_name = {one.status.object_name: one for one in app.objects}
    (day,) = by_name["customers"].days
    assert (app.label, app.error) == ("billing_log", "")
    assert (day.day, day.runs, day.skipped, day.rows_in, day.changed, day.rejected) == (today, 2, 1, 2, 2, 1)
    for name, number in {"runs": 2, "failed": 0, "skipped": 1, "rejected": 1}.items():
        where = by_name["customers"].rows[name]
        assert where.model is Run
        assert Run._base_manager.filter(**where.params).count() == number, name


def test_a_watermark_is_never_ahead_of_its_rows(project: dict[str, Any]) -> None:
    """Though it is in another database."""
    from tests.apps.billing.models import Customer

    def sync(name: str, mark: datetime) -> datetime | None:
        with run(Customer, job="nightly", source="clients") as this:
            this.upsert([{"customer_no": 1, "name": name}], watermark=mark)
        return this.watermark

    assert sync("Ann", THEN) is None
    with run(Customer, job="nightly", source="clients") as this, transaction.atomic(using=this.using):
        this.move_watermark(THEN.replace(year=2027))
        transaction.set_rollback(True, using=this.using)
    assert sync("Bea", THEN.replace(day=1)) == THEN
    (status,) = statuses()
    assert (status.alias, status.object_name, status.watermark) == (project["ALIASES"]["billing"], "customers", THEN)
    assert (status.last_end, status.failed, status.dead, status.running) == ("success", 0, 0, False)


def test_a_watermark_that_python_cannot_have_stops_no_run(project: dict[str, Any]) -> None:
    """SQL wrote it; the newest of the others counts."""
    from tests.apps.billing.models import Customer

    for moment in (THEN, THEN.replace(year=2027)):
        with run(Customer, job="nightly", source="clients") as this:
            this.upsert([{"customer_no": 1, "name": "Ann"}], watermark=moment)
    with connections[project["ALIASES"]["billing_log"]].cursor() as cursor:
        cursor.execute("UPDATE billing_runs SET watermark = 'infinity' WHERE watermark > %s", [THEN])

    with run(Customer, job="nightly", source="clients") as this:
        assert this.watermark == THEN


def test_a_run_that_died_is_found_and_closed(project: dict[str, Any]) -> None:
    from tests.apps.billing.models import Customer
    from tests.apps.billing_log.models import Run

    alias = project["ALIASES"]["billing"]
    died = Run.start(job="nightly", direction="inbound", object_name="customers", source="clients", using=alias)

    assert [(status.dead, status.running) for status in statuses(alias)] == [(1, False)]
    with run(Customer, job="nightly", source="clients") as this:
        assert this.died == [str(died.pk)]
        assert [status.running for status in statuses()] == [True]
    died.refresh_from_db()
    assert (died.status, died.error) == ("failed", "The process died.")
    assert [(status.dead, status.failed) for status in statuses()] == [(0, 0)]


def test_a_log_of_many_years_is_not_read(project: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """For the status, also of a table that never was a success, nor for the watermark of a run that begins."""
    from tests.apps.billing_log.models import Run

    alias, own = project["ALIASES"]["billing"], project["ALIASES"]["billing_log"]
    with connections[own].cursor() as cursor:
        cursor.execute(
            "INSERT INTO billing_runs (job, direction, alias, object_name, source, status, started_at, ended_at,"
            " watermark, queried, inserted, updated, deleted, skipped, failed, error)"
            " SELECT 'j', 'inbound', %s, 'table_' || mod(n, 9), 's', CASE mod(n, 9) WHEN 0 THEN 'failed' ELSE"
            " 'success' END, now() - n * interval '1 minute', now(), now() - n * interval '1 minute',"
            " 0, 0, 0, 0, 0, 0, '' FROM generate_series(1, 9000) n",
            [alias],
        )
        cursor.execute("ANALYZE billing_runs")
    monkeypatch.setattr(log_model, "_ENOUGH", 10)

    with buffers_read(own) as pages:
        found = {status.object_name: status for status in statuses(alias)}
        Run.start(job="j", direction="inbound", object_name="table_1", source="s", using=alias)

    assert (len(found), found["table_0"].last_success, found["table_0"].failed) == (9, None, 10)
    assert found["table_8"].last_success is not None
    assert sum(pages) < 400, pages


def test_an_operator_sees_runs_that_are_skipped_and_prunes_the_log(project: dict[str, Any]) -> None:
    """A run under way is no alarm; its old records go, but for those that something looks at."""
    from tests.apps.billing.models import Customer
    from tests.apps.billing_log.models import Run

    alias = project["ALIASES"]["billing"]

    def skipped() -> tuple[int, int]:
        with pytest.raises(RunSkippedError), run(Customer, job="nightly", source="clients"):
            pass
        (status,) = statuses()
        return status.skipped, len(look(alias).alarms())

    with run(Customer, job="nightly", source="clients"):
        assert skipped() == (1, 1)  # it was never a success
        assert [lock.orphaned for lock in look(alias).locks] == [False]
    with locks.hold_object("customers", using=alias):
        assert [skipped() for _ in range(3)] == [(1, 1), (2, 1), (3, 2)]
        assert look(alias).alarms() == ["sync customers: blocked", "lock customers: no run is recorded"]
    Run.start(job="nightly", direction="inbound", object_name="customers", source="clients", using=alias)
    Run._base_manager.update(started_at=THEN)

    call_command("agent360", "prune", "--older-than", "90d", stdout=(out := StringIO()))

    assert "billing_runs: 3 rows deleted" in out.getvalue()
    assert sorted(Run._base_manager.values_list("status", flat=True)) == ["running", "skipped", "success"]


def test_without_a_log_that_may_be_written_nothing_is_logged(
    files: Path, project: dict[str, Any], settings: Settings
) -> None:
    """And that is said."""
    from tests.apps.billing.models import Customer

    settings.AGENT360_MODELS = {**project, "READ_ONLY": ["billing_log"]}

    assert load(files)[-1] == "Nothing was logged: no writable app with a log of runs is installed."
    with run(Customer, job="nightly", source="clients") as this:
        this.upsert([{"customer_no": 3, "name": "Cleo"}], watermark=THEN)
    assert (this.logged, this.watermark, Customer._default_manager.count()) == (False, None, 3)
    assert statuses() == []


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        ([Kind("clients", "billing.Client", {"No": "customer_no"})], "clients to billing.Client is wrong"),
        ([Kind("clients", "billing.Customer", {"No": "customer_nr"})], "no field named 'customer_nr'"),
        ([Kind("clients", "billing.Customer", {"No": "customer_no"}, key=["nr"])], "no field named 'nr'"),
        ([Kind("clients", "billing.Customer", {"No": "customer_no"}, newest_by="at")], "no field named 'at'"),
        ([], "KINDS in tests.apps.billing.mapping must be a list"),
        (["billing.Customer"], "KINDS in tests.apps.billing.mapping must be a list"),
    ],
)
def test_a_mapping_that_cannot_be_is_said(
    kinds: list[Any], reason: str, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a file is read."""
    monkeypatch.setattr("tests.apps.billing.mapping.KINDS", kinds)

    with pytest.raises(LoadError, match=reason):
        list(find_source("billing").load([files]))


def test_parents_are_for_sources_that_know_them(files: Path) -> None:
    with pytest.raises(CommandError, match="--missing-parents is not for billing"):
        load("--missing-parents", "stub", files)
