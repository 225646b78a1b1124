"""When a schedule is due."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from agent360_models.ingestion.orchestration import _schedules
from agent360_models.ingestion.orchestration.factories import SyncScheduleFactory
from agent360_models.ingestion.orchestration.models import SyncSchedule
from tests.ingestion.orchestration.celery_there import needs_celery

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def interval(every: int, period: str) -> SyncSchedule:
    return SyncScheduleFactory.build(every=every, period=period)


def crontab(minute: str, hour: str = "*", **fields: str) -> SyncSchedule:
    return SyncScheduleFactory.build(
        nightly=True, crontab_minute=minute, crontab_hour=hour, **{f"crontab_{name}": v for name, v in fields.items()}
    )


def dues(schedule: SyncSchedule, after: datetime, number: int) -> list[str]:
    """Return the next due times, as Berlin's clocks and their distance from UTC show them."""
    found = []
    for _ in range(number):
        after = _schedules.next_run(schedule, since=after, now=after)
        found.append(after.astimezone(BERLIN).strftime("%d %H:%M %z"))
    return found


@pytest.mark.parametrize(
    ("every", "period", "length"),
    [
        (1, "minutes", timedelta(minutes=1)),
        (90, "minutes", timedelta(minutes=90)),
        (2, "hours", timedelta(hours=2)),
        (3, "days", timedelta(days=3)),
        (2, "weeks", timedelta(days=14)),
    ],
)
def test_an_interval_counts_on_from_the_last_due_time(every: int, period: str, length: timedelta) -> None:
    """Not from when the run began or ended: it does not drift, and leaves out what has passed."""
    schedule = interval(every, period)

    assert _schedules.next_run(schedule, since=NOON, now=NOON) == NOON + length
    assert _schedules.next_run(schedule, since=NOON, now=NOON + length * 0.9) == NOON + length
    assert _schedules.next_run(schedule, since=NOON, now=NOON + length) == NOON + 2 * length
    assert _schedules.next_run(schedule, since=NOON, now=NOON + length * 10.5) == NOON + 11 * length


def test_a_day_of_an_interval_has_24_hours() -> None:
    """Also over the night in which the clocks change."""
    saturday = datetime(2026, 3, 28, 12, tzinfo=BERLIN)

    assert dues(interval(1, "days"), saturday, 2) == ["29 13:00 +0200", "30 13:00 +0200"]


@needs_celery
@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        pytest.param(
            crontab("30", "2"),
            datetime(2026, 3, 28, 0, tzinfo=BERLIN),
            ["28 02:30 +0100", "29 03:30 +0200", "30 02:30 +0200"],
            id="a time that the night in spring leaves out comes an hour later",
        ),
        pytest.param(
            crontab("30", "2"),
            datetime(2026, 10, 24, 0, tzinfo=BERLIN),
            ["24 02:30 +0200", "25 02:30 +0200", "26 02:30 +0100"],
            id="a time that the night in autumn has twice comes once",
        ),
        pytest.param(
            crontab("0", "3"),
            datetime(2026, 3, 28, 12, tzinfo=BERLIN),
            ["29 03:00 +0200", "30 03:00 +0200"],
            id="the first time after the change in spring",
        ),
        pytest.param(
            crontab("0", "3"),
            datetime(2026, 10, 24, 12, tzinfo=BERLIN),
            ["25 03:00 +0100", "26 03:00 +0100"],
            id="the first time after the change in autumn",
        ),
        pytest.param(
            crontab("*/30"),
            datetime(2026, 3, 29, 1, 15, tzinfo=BERLIN),
            ["29 01:30 +0100", "29 03:00 +0200", "29 03:30 +0200"],
            id="twice an hour goes on without a gap in spring",
        ),
        pytest.param(
            crontab("15", "8,20", day_of_week="mon-fri"),
            datetime(2026, 5, 1, 12, tzinfo=BERLIN),
            ["01 20:15 +0200", "04 08:15 +0200", "04 20:15 +0200"],
            id="on weekdays",
        ),
        pytest.param(
            crontab("0", "0", day_of_month="31", month_of_year="1,3"),
            datetime(2026, 1, 31, 0, tzinfo=BERLIN),
            ["31 00:00 +0200", "31 00:00 +0100"],
            id="in months that have the day",
        ),
    ],
)
def test_a_crontab_means_the_clock_on_the_wall(
    settings: Settings, schedule: SyncSchedule, after: datetime, expected: list[str]
) -> None:
    """In Celery's time zone."""
    settings.CELERY_TIMEZONE = "Europe/Berlin"

    assert dues(schedule, after, len(expected)) == expected
    assert dues(schedule, after.astimezone(UTC), len(expected)) == expected


@needs_celery
def test_a_run_that_was_repeated_in_autumn_is_not_due_again(settings: Settings) -> None:
    """It is half past two for the second time, in winter time; the next is tomorrow's."""
    settings.CELERY_TIMEZONE = "Europe/Berlin"
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))

    assert _schedules.next_run(crontab("30", "2"), since=first, now=second) == second + timedelta(days=1)


@needs_celery
def test_the_time_zone_is_celerys_else_djangos(settings: Settings) -> None:
    """Noon in Tokyo, then in New York."""
    settings.TIME_ZONE = "America/New_York"
    noon = crontab("0", "12")

    assert _schedules.next_run(noon, since=NOON, now=NOON) == datetime(2026, 5, 4, 16, tzinfo=UTC)

    settings.CELERY_TIMEZONE = "Asia/Tokyo"
    assert _schedules.next_run(noon, since=NOON, now=NOON) == datetime(2026, 5, 5, 3, tzinfo=UTC)


# What is refused


def refused(schedule: SyncSchedule) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        schedule.clean()
    return caught.value.message_dict


def test_an_interval_needs_a_number_and_a_period() -> None:
    """By field, for the form."""
    assert refused(interval(0, "hours")) == {"every": ["Enter a whole number of at least 1."]}
    assert set(refused(SyncScheduleFactory.build(every=None, period=None))) == {"every", "period"}


@needs_celery
@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"minute": "60"}, "crontab_minute"),
        ({"minute": "0", "hour": "24"}, "crontab_hour"),
        ({"minute": "0", "hour": "*/0"}, "crontab_hour"),
        ({"minute": "0", "day_of_week": "someday"}, "crontab_day_of_week"),
        ({"minute": "0", "month_of_year": "0"}, "crontab_month_of_year"),
        ({"minute": "0", "day_of_month": "1,,2"}, "crontab_day_of_month"),
        ({"minute": "0", "day_of_month": "30", "month_of_year": "2"}, "crontab_day_of_month"),
    ],
)
def test_a_crontab_that_celery_cannot_read_is_refused(fields: dict[str, str], column: str) -> None:
    """At the field that is wrong."""
    assert list(refused(crontab(**fields))) == [column]


def test_what_is_right_passes() -> None:
    """An empty field of a crontab means every one."""
    interval(2, "weeks").clean()
    crontab("*/5", "8-18", day_of_week="mon-fri", day_of_month="1,15").clean()
    crontab(None, None).clean()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("schedule", "text"),
    [(interval(2, "hours"), "every 2 hours"), (crontab("30", "2", day_of_week="mon"), "30 2 * * mon")],
)
def test_a_schedule_says_when_it_runs(schedule: SyncSchedule, text: str) -> None:
    """In the list of the admin."""
    assert schedule.recurrence == text
