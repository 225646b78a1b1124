"""The ``PeriodicTask`` of each schedule, kept in step: beat's rows are what beat runs."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from agent360_models.ingestion.orchestration import _beat, due_schedules
from agent360_models.ingestion.orchestration.factories import SyncScheduleFactory
from agent360_models.ingestion.orchestration.models import SyncSchedule
from tests.ingestion.orchestration.celery_there import needs_celery

pytestmark = [pytest.mark.django_db, needs_celery]


def beats(model: str) -> Any:
    return apps.get_app_config("django_celery_beat").get_model(model)._default_manager


def tasks() -> Any:
    return beats("PeriodicTask").filter(task=_beat.RUN_SCHEDULE)


def last_change() -> Any:
    return beats("PeriodicTasks").get().last_update


def test_a_new_schedule_gets_its_task() -> None:
    """Which sends ``run_schedule`` for it, from one interval from now on."""
    before = timezone.now()
    schedule = SyncScheduleFactory.create(name="Contacts", every=2)

    task = schedule.periodic_task
    assert task == tasks().get()
    assert (task.task, json.loads(task.args), task.enabled) == ("agent360.run_schedule", [schedule.pk], True)
    assert (task.interval.every, task.interval.period, task.crontab) == (2, "hours", None)
    assert "Contacts" in task.description
    assert schedule.next_run is not None
    assert timedelta(0) <= schedule.next_run - before - timedelta(hours=2) < timedelta(seconds=10)
    schedule.refresh_from_db()
    assert schedule.periodic_task_id == task.pk


def test_weeks_are_seven_days() -> None:
    """Beat has no weeks."""
    task = SyncScheduleFactory.create(every=2, period="weeks").periodic_task

    assert (task.interval.every, task.interval.period) == (14, "days")


def test_a_crontab_is_in_celerys_time_zone(settings: Settings) -> None:
    """An empty field means every one."""
    settings.CELERY_TIMEZONE = "Europe/Berlin"

    row = SyncScheduleFactory.create(nightly=True, crontab_day_of_week=None).periodic_task.crontab

    assert (row.minute, row.hour, row.day_of_week, row.day_of_month, row.month_of_year) == ("0", "3", "*", "*", "*")
    assert str(row.timezone) == "Europe/Berlin"


def test_what_is_the_same_shares_a_row() -> None:
    """Of intervals, and of crontabs."""
    SyncScheduleFactory.create_batch(3, every=5, period="minutes")
    SyncScheduleFactory.create_batch(3, nightly=True)

    assert beats("IntervalSchedule").filter(every=5).count() == 1
    assert beats("CrontabSchedule").filter(hour="3").count() == 1


def test_a_change_reaches_the_task_and_beat() -> None:
    """From one recurrence to the other; it counts anew, and beat is told."""
    schedule = SyncScheduleFactory.create(every=2)
    told, first = last_change(), schedule.next_run

    schedule.recurrence_type = "crontab"
    schedule.crontab_minute = "5"
    schedule.save(update_fields=["recurrence_type", "crontab_minute"])

    task = tasks().get()
    assert (task.interval, task.crontab.minute) == (None, "5")
    assert schedule.next_run != first
    assert schedule.next_run is not None
    assert schedule.next_run.minute == 5
    assert last_change() > told


def test_another_name_leaves_the_due_time_alone() -> None:
    """Only what says when starts the count anew."""
    schedule = SyncScheduleFactory.create()
    first, counted = schedule.next_run, schedule.periodic_task.last_run_at

    schedule.name = "Anders"
    schedule.save(update_fields=["name"])

    assert schedule.next_run == first
    assert "Anders" in schedule.periodic_task.description
    assert schedule.periodic_task.last_run_at == counted


def test_a_due_time_that_has_passed_stands() -> None:
    """It was due before the change, and is run."""
    schedule = SyncScheduleFactory.create()
    passed = timezone.now() - timedelta(minutes=3)
    SyncSchedule.objects.update(next_run=passed)

    schedule.every = 5
    schedule.save(update_fields=["every"])

    assert schedule.next_run == passed


def test_a_disabled_schedule_has_a_disabled_task() -> None:
    """And is due at no time; enabled again, it counts from then."""
    schedule = SyncScheduleFactory.create()

    schedule.enabled = False
    schedule.save(update_fields=["enabled"])
    assert (schedule.periodic_task.enabled, schedule.next_run) == (False, None)

    schedule.enabled = True
    schedule.save(update_fields=["enabled"])
    assert schedule.periodic_task.enabled
    assert schedule.next_run is not None
    assert schedule.next_run > timezone.now()


def test_a_deleted_schedule_takes_its_task_with_it() -> None:
    """One by one, or as a queryset."""
    first, *_ = SyncScheduleFactory.create_batch(3)
    first.delete()
    assert tasks().count() == 2

    SyncSchedule.objects.all().delete()
    assert tasks().count() == 0


def test_another_looks_for_runs_that_died() -> None:
    """Every few seconds; it has little to do where nothing is due."""
    SyncScheduleFactory.create_batch(2)

    watch = beats("PeriodicTask").get(task="agent360.take_over_dead")
    assert (watch.interval.every, watch.interval.period, watch.enabled) == (4, "seconds", True)
    with CaptureQueriesContext(connections["default"]) as queries:
        assert due_schedules.dead() == []
    assert len(queries) == 1


def test_one_more_task_watches_over_all() -> None:
    """Every minute, from the first schedule on; what somebody changed about it stays."""
    SyncScheduleFactory.create_batch(2)

    watch = beats("PeriodicTask").get(task="agent360.deliver_overdue")
    assert (watch.interval.every, watch.interval.period, watch.enabled) == (1, "minutes", True)

    watch.queue = "small"
    watch.save()
    SyncSchedule.objects.sync_periodic_tasks()
    assert beats("PeriodicTask").get(pk=watch.pk).queue == "small"


def test_bulk_writes_are_followed_when_asked() -> None:
    """They send no signals."""
    SyncScheduleFactory.create_batch(2, every=1)
    SyncSchedule.objects.update(every=3)
    SyncSchedule.objects.bulk_create(SyncScheduleFactory.build_batch(2, every=7))

    SyncSchedule.objects.sync_periodic_tasks()

    assert sorted(tasks().values_list("interval__every", flat=True)) == [3, 3, 7, 7]
    assert [schedule.periodic_task.args for schedule in SyncSchedule.objects.all()] == [
        f"[{schedule.pk}]" for schedule in SyncSchedule.objects.all()
    ]
    assert not SyncSchedule.objects.filter(next_run=None).exists()


def test_what_was_done_by_hand_is_mended() -> None:
    """A task that was edited, one that was deleted, one that lost its schedule; but the queue is theirs to choose."""
    edited, deleted, lost = SyncScheduleFactory.create_batch(3)
    tasks().filter(pk=edited.periodic_task_id).update(enabled=False, args="[0]", queue="large")
    tasks().filter(pk=deleted.periodic_task_id).delete()
    SyncSchedule.objects.filter(pk=lost.pk)._raw_delete("default")

    SyncSchedule.objects.sync_periodic_tasks()

    first, second = tasks().order_by("pk")
    assert (first.enabled, json.loads(first.args), first.queue) == (True, [edited.pk], "large")
    assert (second.enabled, json.loads(second.args)) == (True, [deleted.pk])
    deleted.refresh_from_db()
    assert deleted.periodic_task == second


def test_where_all_is_in_step_nothing_is_written() -> None:
    """So that it can be done every minute; beat reads nothing anew."""
    SyncScheduleFactory.create_batch(2)
    told = last_change()

    with CaptureQueriesContext(connections["default"]) as queries:
        SyncSchedule.objects.sync_periodic_tasks()

    assert [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert last_change() == told


def test_as_many_queries_for_many_as_for_one() -> None:
    """However many schedules came in at once."""

    def queries(number: int) -> int:
        SyncSchedule.objects.bulk_create(SyncScheduleFactory.build_batch(number, every=number))
        SyncSchedule.objects.bulk_create(SyncScheduleFactory.build_batch(number, nightly=True, crontab_hour=number))
        with CaptureQueriesContext(connections["default"]) as captured:
            SyncSchedule.objects.sync_periodic_tasks()
        return len(captured)

    queries(1)
    assert queries(2) == queries(20)


def test_a_schedule_that_is_never_due_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """It came in past the form, by a bulk write; its task is off, and the log says why."""
    bad, good = SyncScheduleFactory.create_batch(2)
    SyncSchedule.objects.filter(pk=bad.pk).update(every=0)

    SyncSchedule.objects.sync_periodic_tasks()

    assert dict(tasks().values_list("pk", "enabled")) == {bad.periodic_task_id: False, good.periodic_task_id: True}
    assert "Enter a whole number of at least 1" in caplog.text


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ("every = 2147483647, period = 'weeks', next_run = NULL", "Enter an interval of at most 100 years"),
        ("every = 306783379, period = 'weeks', next_run = NULL", "Enter an interval of at most 100 years"),
        ("next_run = '-infinity'", "not in the years 1 to 9999"),
        ("next_run = 'infinity'", "not in the years 1 to 9999"),
        ("next_run = '20000-01-01'", "not in the years 1 to 9999"),
        ("last_run = '-infinity', every = 0", "Enter a whole number"),
    ],
)
def test_a_row_that_sql_wrote_stops_no_other(values: str, message: str, caplog: pytest.LogCaptureFixture) -> None:
    """Numbers and times that PostgreSQL stores and Python cannot have; the log names the row."""
    bad, good = SyncScheduleFactory.create_batch(2)
    good.periodic_task.delete()
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "orchestration"."sync_schedule" SET {values} WHERE id = %s', [bad.pk])

    SyncSchedule.objects.sync_periodic_tasks()

    assert SyncSchedule.objects.filter(pk=good.pk).values("periodic_task_id").get() == {
        "periodic_task_id": tasks().get(args=f"[{good.pk}]").pk
    }
    assert f"Schedule {bad.pk} will never run" in caplog.text
    assert message in caplog.text


def test_a_fixture_writes_its_own_rows_of_beat(settings: Settings) -> None:
    """``loaddata`` may bring them with the same keys."""
    from django.core import serializers

    SyncScheduleFactory.create()
    text = serializers.serialize("json", SyncSchedule.objects.all())
    SyncSchedule.objects.all().delete()

    for loaded in serializers.deserialize("json", text):
        loaded.save()
    assert tasks().count() == 0

    SyncSchedule.objects.sync_periodic_tasks()
    assert tasks().count() == 1


def test_where_it_is_not_among_the_apps_it_says_so(settings: Settings) -> None:
    """Installed as a package is not enough."""
    schedule = SyncScheduleFactory.create()
    settings.INSTALLED_APPS = [name for name in settings.INSTALLED_APPS if name != "django_celery_beat"]

    with pytest.raises(ImproperlyConfigured, match="INSTALLED_APPS"):
        _ = schedule.periodic_task
