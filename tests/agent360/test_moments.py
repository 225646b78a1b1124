"""Agent360's timestamps on both kinds of column: as the original has them, in UTC without a zone, and with one."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.db.models import DateTimeField, F, Max, Model
from django.db.models.functions import ExtractHour, Now, TruncDay
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from agent360_models import drift
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.support.factories import CaseCommentFactory
from agent360_models.agent360.support.models import CaseComment
from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark
from agent360_models.agent360.two_way import SyncStatus
from agent360_models.bulk import upsert
from agent360_models.families import labels
from agent360_models.fields import MomentField
from agent360_models.sync.runs import run
from agent360_models.sync.status import statuses
from tests.agent360.test_admin import posted, url
from tests.support import endurance
from tests.support.agent360 import MODELS, a_row
from tests.support.databases import query

pytestmark = pytest.mark.django_db

KINDS = ["timestamp", "timestamptz"]
ZONES = ["Europe/Berlin", "America/New_York", "UTC"][: endurance.trials(2, 3)]
# On both sides of midnight in Berlin and in New York, and of the changes of their clocks.
MOMENTS = [
    datetime.fromisoformat(f"{text}+00:00")
    for text in (
        "2026-07-01T22:30:00.123",
        "2026-03-29T00:30",
        "2026-03-29T01:30",
        "2026-10-25T00:30",
        "2026-10-25T01:30",
        "2026-11-01T05:30",
        "2026-11-01T06:30",
        "2026-03-08T07:00",
    )
]

SAMPLES = os.environ.get("AGENT360_SAMPLE_DATA")
WORKSHOP = Path(SAMPLES or "", "sfdc_assets_data_cloud_workshop", "data")

some_models = pytest.mark.parametrize("model", endurance.some(MODELS), ids=lambda model: model.__name__)
both_kinds = pytest.mark.parametrize("kind", KINDS)
every_zone = pytest.mark.parametrize("zone", ZONES)


def moments_of(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, DateTimeField)]


def make(kind: str, models: Sequence[type[Model]] = MODELS) -> None:
    """Give the empty tables columns of one kind."""
    with connection.cursor() as cursor:
        for model in models:
            changes = ", ".join(f"ALTER {name} TYPE {kind} USING NULL::{kind}" for name in moments_of(model))
            cursor.execute(f"ALTER TABLE {model._meta.db_table} {changes}")


def stored(model: type[Model], names: Sequence[str] | None = None) -> list[tuple[str, ...]]:
    """Return what PostgreSQL has in the columns, but for the time of the last update, to the letter."""
    columns = ", ".join(f"{name}::text" for name in names or but_updated(model))
    return query(f"SELECT {columns} FROM {model._meta.db_table} ORDER BY {model._meta.pk.column}")


def but_updated(model: Any) -> list[str]:
    return [name for name in moments_of(model) if not model._meta.get_field(name).auto_now]


def a_row_of(model: Any) -> Any:
    """Return a row with one of the moments in each column, also in those that Django fills."""
    names = moments_of(model)
    row = a_row(model, everything=True)
    values = dict(zip(names, MOMENTS, strict=False))
    triggers = query(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [model._meta.db_table]
    )
    with connection.cursor() as cursor:
        for (trigger,) in triggers:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER {trigger}")
        model._default_manager.filter(pk=row.pk).update(**values)
        for (trigger,) in triggers:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER {trigger}")
    row.refresh_from_db()
    return row


def in_zones(settings: Settings, check: Callable[[ZoneInfo], None]) -> None:
    """Check in each zone: of the project, and of a request."""
    for zone in ZONES:
        settings.TIME_ZONE = zone
        check(ZoneInfo(zone))
    with timezone.override("Asia/Tokyo"):
        check(ZoneInfo("Asia/Tokyo"))


def test_every_timestamp_is_a_moment() -> None:
    fields = [model._meta.get_field(name) for model in MODELS for name in moments_of(model)]

    assert len(fields) == 89
    assert {type(field) for field in fields} == {MomentField}


@both_kinds
def test_drift_has_nothing_to_say_of_them(kind: str) -> None:
    make(kind)

    report = drift.examine({"default": labels("agent360")})

    assert [finding for finding in report.findings if finding.code.startswith("type.")] == []


@some_models
@both_kinds
def test_they_are_read_and_written_back_as_they_are(model: Any, kind: str, settings: Settings) -> None:
    make(kind, [model])
    names = moments_of(model)
    row = a_row_of(model)
    values = dict(zip(names, MOMENTS, strict=False))
    before = stored(model)

    def check(_zone: ZoneInfo) -> None:
        found = model._default_manager.get()
        assert {name: getattr(found, name) for name in values} == {**values, **updated(model, found)}
        assert {getattr(found, name).tzinfo for name in names} == {UTC}
        found.save()
        assert stored(model) == before
        model._default_manager.bulk_update([found], names)
        assert stored(model) == before
        given = {name: getattr(found, name) for name in (found._meta.pk.attname, *but_updated(model))}
        assert upsert(model, [given]).unchanged == 1
        for form in ("json", "xml"):
            (fixture,) = serializers.deserialize(form, serializers.serialize(form, [found]))
            fixture.save()
            assert stored(model) == before

    in_zones(settings, check)
    row.delete()


def updated(model: Any, row: Any) -> dict[str, Any]:
    """Return the columns that the trigger or Django sets, which move with every save."""
    return {name: getattr(row, name) for name in moments_of(model) if name not in but_updated(model)}


@some_models
@both_kinds
def test_they_are_found_and_computed_as_moments(model: Any, kind: str, settings: Settings) -> None:
    make(kind, [model])
    names = moments_of(model)
    a_row_of(model)
    rows = model._default_manager.order_by()
    values = dict(zip(names, MOMENTS, strict=False))

    def check(zone: ZoneInfo) -> None:
        for name, moment in values.items():
            local = moment.astimezone(zone)
            for lookup, value in {
                "": local,
                "__in": [moment, Now()],
                "__gte": local,
                "__range": (local, moment),
                "__lt": Now() + timedelta(days=100_000),
                "__date": local.date(),
                "__year": local.year,
                "__month": local.month,
                "__hour": local.hour,
            }.items():
                assert rows.filter(**{name + lookup: value}).exists(), (name, lookup)
            assert not rows.filter(**{f"{name}__date": local.date() + timedelta(days=1)}).exists()
            assert not rows.filter(**{f"{name}__gt": local}).exists()
            day, hour, later = rows.annotate(
                _d=TruncDay(name), _h=ExtractHour(name), _l=F(name) + timedelta(hours=2)
            ).values_list("_d", "_h", "_l")[0]
            assert (day.date(), day.tzinfo, hour) == (local.date(), zone, local.hour)
            assert (later, later.tzinfo) == (moment + timedelta(hours=2), UTC)
            assert rows.aggregate(newest=Max(name)) == {"newest": moment}
            assert list(rows.dates(name, "day")) == [local.date()]
            (hour_found,) = rows.datetimes(name, "hour")
            assert (hour_found.date(), hour_found.hour) == (local.date(), local.hour)

    in_zones(settings, check)


@some_models
@both_kinds
def test_a_form_of_the_admin_shows_local_time_and_changes_nothing(
    model: Any, kind: str, settings: Settings, client: Client
) -> None:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    make(kind, [model])
    row = a_row_of(model)
    page, before = url(model, "change", row.pk), stored(model)

    for zone in ZONES:
        settings.TIME_ZONE = zone
        response = client.get(page)
        form = response.context["adminform"].form
        for name in {*form.fields} & {*but_updated(model)}:
            local = getattr(row, name).astimezone(ZoneInfo(zone))
            assert f'value="{local:%H:%M:%S}"' in str(form[name])
        if response.context["has_change_permission"]:
            saved = client.post(page, posted(form))
            assert saved.status_code == 302, saved.context["adminform"].form.errors
        assert stored(model) == before


# What rests on time


@both_kinds
@every_zone
def test_a_run_moves_its_watermark_and_an_older_export_overwrites_nothing(
    kind: str, zone: str, settings: Settings
) -> None:
    settings.TIME_ZONE = zone
    make(kind)
    account = a_row(Account, everything=True, acc_last_modified_date=MOMENTS[0])
    for _ in range(2):
        Account.objects.get().save()

    with run(Account, job="nightly", source="Account") as this:
        rows = [
            {"acc_sf_id": account.pk, "acc_name": "STALE", "acc_last_modified_date": MOMENTS[0] - timedelta(hours=3)}
        ]
        assert this.upsert(rows, newest_by="acc_last_modified_date", watermark=MOMENTS[0]).superseded == 1
    with run(Account, job="nightly", source="Account") as this:
        assert this.watermark == MOMENTS[0]
        rows = [{"acc_sf_id": account.pk, "acc_name": "NEW", "acc_last_modified_date": MOMENTS[0] + timedelta(hours=1)}]
        assert this.upsert(rows, newest_by="acc_last_modified_date", watermark=MOMENTS[0] - timedelta(hours=1)).updated

    second, first = SyncLog.objects.order_by("-pk")
    assert (first.sl_hwm_before, first.sl_hwm_after) == (None, MOMENTS[0])
    assert (second.sl_hwm_before, second.sl_hwm_after) == (MOMENTS[0], MOMENTS[0])
    assert stored(SyncLog, ["sl_hwm_after"])[0][0].startswith("2026-07-01 22:30:00.123")
    assert stored(SyncWatermark, ["sw_last_sync_ts"])[0][0].startswith("2026-07-01 22:30:00.123")
    assert Account.objects.get().acc_name == "NEW"
    (status,) = statuses()
    assert status.last_success is not None
    assert timedelta(0) <= timezone.now() - status.last_success < timedelta(minutes=1)
    assert status.watermark == MOMENTS[0]
    printed = StringIO()
    call_command("agent360", "status", stdout=printed)
    assert re.search(r"ok +accounts +\d+s ", printed.getvalue())
    assert SyncWatermark.objects.due(now=MOMENTS[0] + timedelta(hours=1)).count() == 1
    assert SyncWatermark.objects.due(now=MOMENTS[0] + timedelta(minutes=59)).count() == 0


@both_kinds
@every_zone
@pytest.mark.parametrize("resolution", ["sf_wins", "local_wins"])
@pytest.mark.parametrize("is_old", [False, True], ids=["", "recorded by an earlier version"])
def test_a_conflict_is_resolved_right_after_the_sync(
    kind: str, zone: str, resolution: str, is_old: bool, settings: Settings
) -> None:
    settings.TIME_ZONE = zone
    make(kind)
    comment = CaseCommentFactory.create(
        cc_sync_status=SyncStatus.PENDING, cc_last_modified_date=MOMENTS[3], cc_comment_body="Here."
    )
    rows = [
        {
            "cc_sf_id": comment.cc_sf_id,
            "cc_case_id": comment.cc_case_id,
            "cc_comment_body": "There.",
            "cc_last_modified_date": MOMENTS[4],
        }
    ]

    with run(CaseComment, job="nightly", source="CaseComment") as this:
        this.upsert(rows, newest_by="cc_last_modified_date")
    conflict: Any = SyncConflict.objects.get()
    assert conflict.sc_local_value["cc_last_modified_date"] == MOMENTS[3].isoformat()
    assert conflict.sc_sf_value["cc_last_modified_date"] == MOMENTS[4].isoformat()
    if is_old:
        for name in ("sc_local_value", "sc_sf_value"):
            text = json.dumps(getattr(conflict, name)).replace("+00:00", "")
            setattr(conflict, name, json.loads(text))
        conflict.save()
    conflict.resolve(resolution)

    comment.refresh_from_db()
    assert (comment.cc_comment_body, comment.cc_last_modified_date) == (
        ("There.", MOMENTS[4]) if resolution == "sf_wins" else ("Here.", MOMENTS[3])
    )
    with run(CaseComment, job="nightly", source="CaseComment") as this:
        this.upsert(rows, newest_by="cc_last_modified_date")
    assert SyncConflict.objects.open().count() == 0


@both_kinds
@every_zone
@pytest.mark.skipif(not SAMPLES, reason="AGENT360_SAMPLE_DATA does not name a folder of sample exports")
def test_a_second_load_changes_nothing(kind: str, zone: str, settings: Settings) -> None:
    settings.TIME_ZONE = zone
    make(kind)
    list(load([WORKSHOP], missing_parents="stub"))
    assert Account.objects.count() == 22
    before = stored(Account)
    for account in Account.objects.all():
        account.save()

    second = list(load([WORKSHOP], missing_parents="stub"))

    assert sum(report.inserted + report.updated for report in second) == 0
    assert stored(Account) == before
    for account in Account.objects.all():
        assert abs(account.acc_created_at - timezone.now()) < timedelta(minutes=5)
        assert abs(account.acc_updated_at - timezone.now()) < timedelta(minutes=5)
