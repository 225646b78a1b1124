"""Due times of schedules, computed as Celery does."""

from datetime import UTC, datetime, timedelta, tzinfo
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings

if TYPE_CHECKING:
    from agent360_models.ingestion.orchestration.models import SyncSchedule

# Each column of a crontab: Celery's name for it, its number of values, and its first value.
CRONTAB = {
    "crontab_minute": ("minute", 60, 0),
    "crontab_hour": ("hour", 24, 0),
    "crontab_day_of_week": ("day_of_week", 7, 0),
    "crontab_day_of_month": ("day_of_month", 31, 1),
    "crontab_month_of_year": ("month_of_year", 12, 1),
}
_LENGTH = {period: timedelta(**{period: 1}) for period in ("minutes", "hours", "days", "weeks")}
_LONGEST = timedelta(days=36_500)  # beat cannot store or add every longer interval


def celery_timezone() -> ZoneInfo:
    """Return the time zone of crontabs: Celery's, or else Django's ``TIME_ZONE``.

    The setting ``CELERY_TIMEZONE`` also applies in a process that has not loaded the project's Celery app.
    """
    from celery import current_app

    conf: Any = current_app.conf
    return ZoneInfo(str(conf.timezone or getattr(settings, "CELERY_TIMEZONE", None) or settings.TIME_ZONE))


def crontab_fields(schedule: "SyncSchedule") -> dict[str, str]:
    """Return the parts of a crontab under Celery's names; an empty part becomes ``*``."""
    return {name: getattr(schedule, column) or "*" for column, (name, _, _) in CRONTAB.items()}


def faults(schedule: "SyncSchedule") -> dict[str, str]:
    """Return the faults, by column, that keep a schedule from ever being due.

    Celery's own parser checks a crontab; without Celery installed, crontabs are not checked.
    """
    if schedule.recurrence_type == schedule.Recurrence.INTERVAL:
        found = {}
        if schedule.every is None or schedule.every < 1:
            found["every"] = "Enter a whole number of at least 1."
        if schedule.period not in _LENGTH:
            found["period"] = "Choose the period of the interval."
        elif not found and (schedule.every or 0) > _LONGEST / _LENGTH[schedule.period]:
            found["every"] = "Enter an interval of at most 100 years."
        return found
    if schedule.recurrence_type != schedule.Recurrence.CRONTAB:
        return {"recurrence_type": "Choose an interval or a crontab."}
    return _faults_of_crontab(schedule) if find_spec("celery") else {}


def _faults_of_crontab(schedule: "SyncSchedule") -> dict[str, str]:
    from celery.schedules import ParseException, crontab, crontab_parser

    fields = crontab_fields(schedule)
    found = {}
    for column, (name, number, first) in CRONTAB.items():
        try:
            crontab_parser(number, first).parse(fields[name])
        except (ValueError, ParseException) as error:
            found[column] = f"Celery cannot read this crontab field: {error}"
    if not found:
        try:
            crontab(**fields)
        except ValueError:
            found["crontab_day_of_month"] = "None of the chosen months has this day."
    return found


def next_run(schedule: "SyncSchedule", *, since: datetime, now: datetime) -> datetime:
    """Return the first due time after ``now``, in UTC, of a schedule without faults that was due at ``since``.

    An interval counts from ``since``, in hours of 60 minutes and days of 24 hours. A crontab means local time in
    Celery's time zone, with Celery's own rules for daylight saving. A time that is skipped in spring comes an hour
    later. A time that occurs twice in autumn is due once, at its first occurrence.
    """
    since, now = since.astimezone(UTC), now.astimezone(UTC)
    if schedule.recurrence_type == schedule.Recurrence.INTERVAL:
        length = (schedule.every or 1) * _LENGTH[schedule.period or ""]
        return since + max(1, (now - since) // length + 1) * length
    return _next_of_crontab(crontab_fields(schedule), after=max(since, now), zone=celery_timezone())


def _next_of_crontab(fields: dict[str, str], *, after: datetime, zone: tzinfo) -> datetime:
    from celery.schedules import crontab

    local = after.astimezone(zone)

    class Crontab(crontab):
        tz = zone  # type: ignore[assignment]  # the stubs have a text here

    return after + Crontab(**fields, nowfun=lambda: local).remaining_estimate(local)
