"""Rules over runs: alerts are opened once, and closed when the cause is gone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from agent360_models.ingestion.alerts.evaluation import Evaluation, alert_closed, alert_opened, evaluate
from agent360_models.ingestion.alerts.factories import AlertFactory, RuleFactory
from agent360_models.ingestion.alerts.models import Alert, Rule
from agent360_models.ingestion.orchestration.factories import SyncHistoryFactory
from agent360_models.ingestion.orchestration.models import SyncHistory
from agent360_models.sync.history import open_alerts

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
Status = SyncHistory.Status


def a_run(status: Status = Status.SUCCESS, *, hours: int = 0, minutes: int = 1, **values: Any) -> SyncHistory:
    """Return a run of HubSpot's contacts that began so many hours from noon."""
    start = NOON + timedelta(hours=hours)
    end = None if status is Status.RUNNING else start + timedelta(minutes=minutes)
    return SyncHistoryFactory.create(**{"status": status, "start_time": start, "end_time": end, **values})


def look(hours: float = 0) -> Evaluation:
    return evaluate(now=NOON + timedelta(hours=hours))


def reasons() -> list[str]:
    return [str(alert) for alert in Alert.objects.open()]


@pytest.mark.django_db
class TestKinds:
    def test_failed(self) -> None:
        """The last run that ended counts, whatever is under way."""
        RuleFactory.create()
        a_run(hours=1)
        a_run(Status.FAILED, hours=2, error_message="no such contact: jane@example.com")
        a_run(Status.RUNNING, hours=3)

        look(4)
        assert reasons() == ["hubspot contacts: the last run failed"]

        a_run(Status.PARTIAL, hours=4)
        look(5)
        assert reasons() == []

    def test_late(self) -> None:
        """Measured from the end of the last success; a run that left rows out is none."""
        RuleFactory.create(late=True)
        a_run(hours=0, minutes=60)
        a_run(Status.PARTIAL, hours=20)

        look(25)
        assert reasons() == []
        look(25.5)
        assert reasons() == ["hubspot contacts: no success for 1 day, 0:30:00"]

    def test_late_where_it_never_ran(self) -> None:
        """A sync that a rule names is expected from when the rule was made."""
        RuleFactory.create(late=True, crm_source="callrail", sync_type="calls", created_at=NOON)
        RuleFactory.create(late=True, created_at=NOON)

        look(23)
        assert reasons() == []
        look(25)
        assert reasons() == ["callrail calls: no success for 1 day, 1:00:00"] * 2

    def test_too_few(self) -> None:
        """A failed run says nothing about it."""
        RuleFactory.create(too_few=True)
        a_run(hours=1, records_processed=99)
        a_run(Status.FAILED, hours=2, records_processed=100)

        look(3)
        assert reasons() == ["hubspot contacts: 99 records, fewer than 100"]

        a_run(hours=3, records_processed=100)
        look(4)
        assert reasons() == []

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({"minutes": 61}, "a run took 1:01:00"),
            ({"status": Status.RUNNING}, "a run took 2:00:00"),
            ({"minutes": 60}, None),
        ],
    )
    def test_slow(self, values: dict[str, Any], reason: str | None) -> None:
        """A run that does not end is slow too."""
        RuleFactory.create(slow=True)
        a_run(**values)

        look(2)
        assert reasons() == ([f"hubspot contacts: {reason}"] if reason else [])


@pytest.mark.django_db
class TestAlerts:
    def test_opened_once_and_closed_when_the_cause_is_gone(self) -> None:
        """And opened anew when it comes back."""
        RuleFactory.create()
        run = a_run(Status.FAILED, hours=1)

        first, second = look(2), look(3)
        assert [alert.run for alert in first.opened] == [run]
        assert (len(second.opened), len(second.open)) == (0, 1)

        a_run(hours=4)
        third = look(5)
        assert [alert.closed_at for alert in third.closed] == [NOON + timedelta(hours=5)]
        assert third.open == []

        a_run(Status.FAILED, hours=6)
        look(7)
        assert (Alert.objects.count(), Alert.objects.open().count()) == (2, 1)

    def test_a_rule_is_about_one_sync_a_system_or_all(self) -> None:
        """Empty means every one."""
        every = RuleFactory.create()
        system = RuleFactory.create(crm_source="hubspot", sync_type="")
        one = RuleFactory.create(crm_source="hubspot", sync_type="deals")
        RuleFactory.create(enabled=False)
        for what in ("contacts", "deals"):
            a_run(Status.FAILED, sync_type=what)
        a_run(Status.FAILED, crm_source="callrail", sync_type="calls")

        look(1)

        found = {(alert.rule_id, alert.crm_source, alert.sync_type) for alert in Alert.objects.open()}
        assert found == {
            (every.pk, "hubspot", "contacts"),
            (every.pk, "hubspot", "deals"),
            (every.pk, "callrail", "calls"),
            (system.pk, "hubspot", "contacts"),
            (system.pk, "hubspot", "deals"),
            (one.pk, "hubspot", "deals"),
        }
        assert {alert.rule_id for alert in Alert.objects.of("hubspot", "deals")} == {every.pk, system.pk, one.pk}

    def test_a_rule_that_is_switched_off_closes_its_alerts(self) -> None:
        """Nobody looks at its cause any more."""
        rule = RuleFactory.create()
        a_run(Status.FAILED)
        look(1)
        Rule.objects.filter(pk=rule.pk).update(enabled=False)

        assert len(look(2).closed) == 1

    def test_as_many_queries_for_many_rules_as_for_few(self) -> None:
        """And for many syncs."""

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                look(1)
            return len(captured)

        RuleFactory.create()
        a_run(Status.FAILED)
        few = queries()
        RuleFactory.create_batch(5)
        for number in range(20):
            a_run(Status.FAILED, sync_type=f"type {number}")

        assert queries() == few

    def test_signals_are_sent_once_committed(
        self, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        """A receiver that raises keeps nobody from being told."""
        told: list[tuple[str, str]] = []

        def opened(alert: Alert, using: str, **_kwargs: Any) -> None:
            told.append(("opened", alert.rule.name))
            raise RuntimeError

        def closed(alert: Alert, using: str, **_kwargs: Any) -> None:
            told.append(("closed", using))

        alert_opened.connect(opened)
        alert_closed.connect(closed)
        try:
            RuleFactory.create(name="No run fails")
            a_run(Status.FAILED)
            with django_capture_on_commit_callbacks(execute=True):
                look(1)
                assert told == []
            a_run(hours=1)
            with django_capture_on_commit_callbacks(execute=True):
                look(2)
        finally:
            alert_opened.disconnect(opened)
            alert_closed.disconnect(closed)

        assert told == [("opened", "No run fails"), ("closed", "default")]


@pytest.mark.django_db(transaction=True)
def test_two_evaluations_at_once_open_one_alert() -> None:
    """The second waits for the first."""
    RuleFactory.create()
    a_run(Status.FAILED)
    results: list[Any] = []

    def work() -> None:
        try:
            results.append(len(look(1).opened))
        except IntegrityError as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [0] * 7 + [1]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["late", "too_few", "slow"])
def test_a_rule_needs_its_limit(kind: str) -> None:
    """In the form, and in the database."""
    rule = Rule(name="x", kind=kind)

    with pytest.raises(ValidationError, match="needs this limit"):
        rule.full_clean()
    with pytest.raises(IntegrityError, match="alerts_rule_has_its_limit"), transaction.atomic():
        rule.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE "orchestration"."sync_history" SET start_time = %s WHERE sync_type = 'deals'""",
        """UPDATE "orchestration"."sync_history" SET end_time = %s WHERE sync_type = 'deals'""",
        "UPDATE alerts_rule SET created_at = %s",
        "UPDATE alerts_alert SET opened_at = %s",
    ],
)
@pytest.mark.parametrize("moment", ["infinity", "-infinity"])
def test_a_time_that_python_cannot_have_stops_no_other_rule(
    statement: str, moment: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """SQL wrote it; the other alerts are opened, and are shown."""
    rule = RuleFactory.create(late=True)
    RuleFactory.create()
    AlertFactory.create(rule=rule, sync_type="companies", opened_at=NOON)
    a_run(sync_type="deals")
    a_run(Status.FAILED)
    with connection.cursor() as cursor:
        cursor.execute(statement, [moment])

    with pytest.raises(SystemExit):
        call_command("agent360", "alerts")

    assert "opened  hubspot contacts: the last run failed" in capsys.readouterr().out
    assert "the last run failed" in {alert.text for alert in open_alerts()}


@pytest.mark.django_db
def test_a_run_that_begins_at_no_time_hides_no_later_run() -> None:
    """A start at infinity would be the newest run for ever."""
    RuleFactory.create()
    a_run(sync_type="deals")
    with connection.cursor() as cursor:
        cursor.execute("""UPDATE "orchestration"."sync_history" SET start_time = 'infinity'""")
    a_run(Status.FAILED, sync_type="deals")

    assert [str(alert) for alert in look(1).opened] == ["hubspot deals: the last run failed"]


@pytest.mark.django_db
class TestCommand:
    def test_it_prints_what_is_open_and_ends_with_1(self, capsys: pytest.CaptureFixture[str]) -> None:
        """For a monitor."""
        rule = RuleFactory.create(name="No run fails")
        a_run(Status.FAILED, error_message="secret")
        AlertFactory.create(rule=rule, sync_type="deals", opened_at=NOON)

        with pytest.raises(SystemExit, match="1"):
            call_command("agent360", "alerts")

        closed, opened = capsys.readouterr().out.splitlines()
        assert closed == "closed  hubspot deals: the last run failed"
        assert opened.startswith("opened  hubspot contacts: the last run failed (rule No run fails, since 2")

    def test_silence_where_all_is_well(self, capsys: pytest.CaptureFixture[str]) -> None:
        """And exit status 0."""
        RuleFactory.create()
        a_run()

        call_command("agent360", "alerts")

        assert capsys.readouterr().out == ""

    def test_where_it_may_not_write(self, settings: Settings) -> None:
        """It says so."""
        settings.AGENT360_MODELS = {"READ_ONLY": ["ingestion_alerts"]}

        with pytest.raises(CommandError, match="No writable app with alerts is installed"):
            call_command("agent360", "alerts")
