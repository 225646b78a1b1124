"""``bulk.upsert``: what it writes, what it leaves alone, and what it counts."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, connection, transaction
from pytest_django.fixtures import Settings

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.core.models import UserRole
from agent360_models.agent360.support.factories import CaseFactory
from agent360_models.agent360.support.models import CaseComment
from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark
from agent360_models.bulk import UpsertResult, upsert
from agent360_models.exceptions import ReadOnlyTableError
from tests.apps.toy.models import Maker, Toy
from tests.support.agent360 import THEN, a_user, sf_id
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db


def role(number: int = 1, **columns: Any) -> dict[str, Any]:
    return {
        "ur_sf_id": sf_id("00E", number),
        "ur_name": f"Role {number}",
        "ur_last_modified_date": THEN,
        "ur_system_modstamp": THEN,
        **columns,
    }


def row_versions() -> dict[str, str]:
    """PostgreSQL's own mark of who wrote each row last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ur_sf_id, ctid::text || '/' || xmin::text FROM user_roles")
        return dict(cursor.fetchall())


def test_new_rows_are_inserted_and_changed_rows_updated() -> None:
    """The four counts add up to what came in."""
    upsert(UserRole, [role(1), role(2)])

    result = upsert(UserRole, [role(1), role(2, ur_name="Renamed"), role(3)])

    assert result == UpsertResult(inserted=1, updated=1, unchanged=1, superseded=0)
    assert list(UserRole.objects.order_by("pk").values_list("ur_name", flat=True)) == [
        "Role 1",
        "Renamed",
        "Role 3",
    ]


def test_equal_rows_are_not_touched() -> None:
    """Not even locked or rewritten: the server's mark of the row stays."""
    upsert(UserRole, [role(1), role(2)])
    before = row_versions()

    result = upsert(UserRole, [role(1), role(2)])

    assert result == UpsertResult(unchanged=2)
    assert row_versions() == before


@pytest.mark.parametrize("form", ["dicts", "attribute names", "tuples", "instances", "generator"])
def test_rows_come_in_many_forms(form: str) -> None:
    """Dicts by field or column, tuples with ``fields``, instances, and anything that can be iterated."""
    owner = a_user()
    columns: dict[str, Any] = {"acc_sf_id": sf_id("001", 1), "acc_name": "Acme", "acc_owner": owner.pk}
    columns |= {"acc_last_modified_date": THEN, "acc_last_modified_by_id": owner.pk}
    rows: dict[str, Any] = {
        "dicts": [{**columns, "acc_owner": owner}],
        "attribute names": [{"acc_owner_id": owner.pk, **{k: v for k, v in columns.items() if k != "acc_owner"}}],
        "tuples": [tuple(columns.values())],
        "instances": [Account(**{**columns, "acc_owner": owner})],
        "generator": (row for row in [columns]),
    }

    result = upsert(Account, rows[form], fields=list(columns) if form == "tuples" else None)

    assert result == UpsertResult(inserted=1)
    assert Account.objects.get().acc_owner == owner


def test_columns_that_are_left_out_keep_their_value() -> None:
    """In an existing row; a new row takes the default and the time of day."""
    upsert(UserRole, [role(1, ur_active=0)])
    created = UserRole.objects.get().ur_created_at

    upsert(UserRole, [role(1, ur_name="Renamed"), role(2)])

    old, new = UserRole.objects.order_by("pk")
    assert (old.ur_name, old.ur_active, old.ur_created_at) == ("Renamed", 0, created)
    assert (new.ur_active, new.ur_created_at is not None, new.ur_updated_at is not None) == (1, True, True)


def test_required_columns_may_be_left_out_for_rows_that_exist() -> None:
    """A partial row updates; for a row that does not exist the database refuses it."""
    upsert(UserRole, [role(1)])

    assert upsert(UserRole, [{"ur_sf_id": sf_id("00E", 1), "ur_name": "Short"}]) == UpsertResult(updated=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        upsert(UserRole, [{"ur_sf_id": sf_id("00E", 2), "ur_name": "Short"}])


def test_explicit_timestamps_stand_when_a_row_is_inserted() -> None:
    """Although the fields are ``auto_now``; on an update the trigger decides."""
    upsert(UserRole, [role(1, ur_created_at=THEN, ur_updated_at=THEN)])
    inserted = UserRole.objects.get()

    upsert(UserRole, [role(1, ur_name="Renamed", ur_created_at=THEN, ur_updated_at=THEN)])

    assert (inserted.ur_created_at, inserted.ur_updated_at) == (THEN, THEN)
    assert UserRole.objects.get().ur_updated_at > THEN


def test_of_a_repeated_row_the_last_one_wins() -> None:
    """Where nothing says which is newer."""
    result = upsert(UserRole, [role(1), role(1, ur_name="Second")])

    assert result == UpsertResult(inserted=1, superseded=1)
    assert UserRole.objects.get().ur_name == "Second"


def test_an_older_version_never_wins() -> None:
    """Neither in one batch nor against the table; one of the same age does."""
    earlier, later = THEN - timedelta(days=1), THEN + timedelta(days=1)
    batch = [
        role(1, ur_name="New", ur_system_modstamp=later),
        role(1, ur_name="Old", ur_system_modstamp=earlier),
    ]

    first = upsert(UserRole, batch, newest_by="ur_system_modstamp")
    second = upsert(UserRole, [role(1, ur_name="Stale")], newest_by="ur_system_modstamp")
    third = upsert(UserRole, [role(1, ur_name="Same", ur_system_modstamp=later)], newest_by="ur_system_modstamp")

    assert first == UpsertResult(inserted=1, superseded=1)
    assert second == UpsertResult(superseded=1)
    assert third == UpsertResult(updated=1)
    assert UserRole.objects.get().ur_name == "Same"


def test_a_key_other_than_the_primary_key() -> None:
    """The primary key is left to the database, and an update does not draw a new one."""
    case = CaseFactory.create()
    comment = {"cc_sf_id": sf_id("00a", 1), "cc_case": case, "cc_comment_body": "First"}

    upsert(CaseComment, [comment], key="cc_sf_id")
    before = CaseComment.objects.get()
    result = upsert(CaseComment, [{**comment, "cc_comment_body": "Second"}], key="cc_sf_id")

    after = CaseComment.objects.get()
    assert result == UpsertResult(updated=1)
    assert (after.pk, after.cc_comment_body, after.cc_version) == (before.pk, "Second", 1)


def test_json_columns_and_defaults_made_by_a_function() -> None:
    """Each new row gets a value of its own; JSON null and NULL stay apart."""
    upsert(
        SyncWatermark,
        [{"sw_object_name": name, "sw_sf_object_api": name} for name in "ab"],
        key="sw_object_name",
    )
    conflict = {
        "sc_object_name": "cases",
        "sc_record_sf_id": sf_id("500", 1),
        "sc_conflict_type": "sf_deleted",
    }
    upsert(SyncConflict, [{**conflict, "sc_id": 1, "sc_local_value": {"a": [1, None, "ä"]}, "sc_sf_value": None}])
    upsert(
        SyncLog,
        [{"sl_id": n, "sl_job_name": "j", "sl_direction": "in", "sl_object_name": "o"} for n in (1, 2)],
    )

    saved = SyncConflict.objects.get()
    assert (saved.sc_local_value, saved.sc_sf_value) == ({"a": [1, None, "ä"]}, None)
    assert len(set(SyncLog.objects.values_list("sl_run_id", flat=True))) == 2
    assert list(SyncWatermark.objects.values_list("sw_sync_frequency", flat=True)) == ["hourly", "hourly"]


def test_a_table_in_a_schema() -> None:
    """Qualified names work as any other."""
    maker = Maker.objects.create(name="Steiff")
    toy = {"id": 1, "maker": maker, "name": "Bear", "price": Decimal("9.50")}

    assert upsert(Toy, [toy]) == UpsertResult(inserted=1)
    assert upsert(Toy, [{**toy, "price": Decimal("9.5")}]) == UpsertResult(unchanged=1)


def test_ids_that_differ_by_case_alone_are_two_rows() -> None:
    """Case is never folded."""
    upsert(UserRole, [role(ur_sf_id="00E00000000000aAAA"), role(ur_sf_id="00E00000000000AAAY")])

    assert UserRole.objects.count() == 2


def test_all_rows_go_in_or_none() -> None:
    """One transaction, also inside the caller's."""
    a_user()
    account = {"acc_name": "Acme", "acc_last_modified_date": THEN, "acc_last_modified_by_id": "x"}
    rows = [
        {"acc_sf_id": sf_id("001", 1), "acc_owner_id": sf_id("005", 1), **account},
        {"acc_sf_id": sf_id("001", 2), "acc_owner_id": sf_id("005", 9), **account},
    ]

    with pytest.raises(IntegrityError), transaction.atomic():
        upsert(Account, rows)

    assert not Account.objects.exists()


def test_nothing_comes_of_nothing() -> None:
    """An empty iterable is no error."""
    assert upsert(UserRole, iter([])) == UpsertResult()


def test_rows_without_their_key_are_refused() -> None:
    """Nothing would identify them."""
    with pytest.raises(TypeError, match="need ur_sf_id"):
        upsert(UserRole, [{"ur_name": "Nameless"}])


def test_an_unknown_column_is_refused() -> None:
    """With the model and the name in the message."""
    with pytest.raises(FieldDoesNotExist, match=r"UserRole.*ur_nam"):
        upsert(UserRole, [{**role(1), "ur_nam": "typo"}])


def test_a_read_only_table_is_refused_before_a_row_is_read(settings: Settings) -> None:
    """The setting is asked first."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}
    rows = iter([role(1)])

    with pytest.raises(ReadOnlyTableError, match="agent360_core"):
        upsert(UserRole, rows)

    assert len(list(rows)) == 1


@pytest.mark.django_db(databases=["default", "crm"])
def test_it_writes_where_the_router_or_the_caller_says(settings: Settings) -> None:
    """``using`` wins over the setting."""
    settings.AGENT360_MODELS = {"ALIAS": "crm"}

    upsert(UserRole, [role(1)])
    upsert(UserRole, [role(1), role(2)], using="default")

    assert UserRole.objects.using("crm").count() == 1
    assert UserRole.objects.using("default").count() == 2


def test_foreign_keys_may_be_given_as_instances() -> None:
    """Or as ids."""
    account = AccountFactory.create()

    result = upsert(Account, [{"acc_sf_id": account.pk, "acc_owner": account.acc_owner, "acc_name": account.acc_name}])

    assert result == UpsertResult(unchanged=1)


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_the_same_keys_both_succeed() -> None:
    """Each row is one writer's in the end, and neither waits for the other for ever."""
    numbers = range(1, 801)
    batches = [[role(n, ur_name="One") for n in numbers], [role(n, ur_name="Two") for n in reversed(numbers)]]

    one, two = at_once(*(partial(upsert, UserRole, batch) for batch in batches))

    assert isinstance(one, UpsertResult), one
    assert isinstance(two, UpsertResult), two
    assert one.inserted + two.inserted == 800
    assert one.updated + two.updated == 800
    assert UserRole.objects.count() == 800
    assert set(UserRole.objects.values_list("ur_name", flat=True)) in ({"One"}, {"Two"})
