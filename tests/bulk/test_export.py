"""A queryset as CSV."""

import csv
import gzip
import io
import stat
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DataError, models, transaction
from django.db.models import Count, F
from django.db.models.functions import Length, Upper

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.core.models import User
from agent360_models.agent360.system.factories import SyncLogFactory
from agent360_models.agent360.system.models import SyncLog
from agent360_models.bulk import copy_to
from agent360_models.testing.factories import using

pytestmark = pytest.mark.django_db


def lines(queryset: "models.QuerySet[models.Model, object]", *, header: bool = True) -> list[str]:
    """Return the lines that the queryset becomes."""
    sink = io.BytesIO()
    number = copy_to(queryset, sink, header=header)
    found = sink.getvalue().decode().splitlines()
    assert number == len(found) - header
    return found


def test_every_column_of_the_model(tmp_path: Path) -> None:
    """Named as in the database, in the order of the model, and read back as what was stored."""
    account = AccountFactory.create(acc_name='Bean & "Leaf", Ltd.\nNorth', acc_credit_limit=Decimal("1200.50"))
    path = tmp_path / "accounts.csv"

    assert copy_to(Account.objects.all(), path) == 1

    with path.open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert list(row) == [field.column for field in Account._meta.concrete_fields]
    assert (row["acc_sf_id"], row["acc_name"]) == (account.pk, 'Bean & "Leaf", Ltd.\nNorth')
    assert (row["acc_owner_id"], row["acc_credit_limit"]) == (account.acc_owner_id, "1200.50")
    assert datetime.fromisoformat(f"{row['acc_last_modified_date']}+00:00") == account.acc_last_modified_date


def test_what_values_asks_for() -> None:
    """Joins, expressions and aggregates too, under the names that they have in Python."""
    user = UserFactory.create(usr_name="Ada Kerr")
    for name in ("Umbra", "Äther"):
        AccountFactory.create(acc_name=name, acc_owner=user)
    accounts = Account.objects.order_by("-acc_name")

    assert lines(accounts.values_list("acc_name", "acc_owner__usr_name")) == [
        "acc_name,acc_owner__usr_name",
        "Äther,Ada Kerr",
        "Umbra,Ada Kerr",
    ]
    assert lines(accounts.values(loud=Upper("acc_name"), size=Length(F("acc_name"))), header=False) == [
        "ÄTHER,5",
        "UMBRA,5",
    ]
    assert lines(User.objects.annotate(n=Count("owned_accounts")).values("n")) == ["n", "2"]


def test_parameters_are_values_and_never_sql() -> None:
    """Quotes, percent signs and backslashes of a filter stay what they are."""
    names = ["100% 'x' \\ \"y\"", "%s", "other"]
    for name in names:
        AccountFactory.create(acc_name=name)

    for name in names:
        found = lines(Account.objects.filter(acc_name=name, acc_name__contains=name).values("acc_name"), header=False)
        assert next(csv.reader(found)) == [name]


def test_null_and_the_empty_text_differ() -> None:
    """An empty cell is NULL."""
    AccountFactory.create(acc_name="1", acc_account_number=None)
    AccountFactory.create(acc_name="2", acc_account_number="")

    assert lines(Account.objects.order_by("acc_name").values_list("acc_name", "acc_account_number"))[1:] == [
        "1,",
        '2,""',
    ]


@pytest.mark.parametrize("nothing", [Account.objects.none(), Account.objects.filter(pk__in=[]), Account.objects.all()])
def test_nothing_found_has_a_header(nothing: "models.QuerySet[Account, Account]") -> None:
    """Also where Django knows without asking."""
    assert lines(nothing.values("acc_name")) == ["acc_name"]


def test_related_rows_add_no_columns() -> None:
    """``select_related`` is about instances."""
    AccountFactory.create()

    assert lines(Account.objects.select_related("acc_owner"))[0] == lines(Account.objects.all())[0]


def test_slices_and_unions() -> None:
    """Any query that Django can write."""
    for name in "abcd":
        AccountFactory.create(acc_name=name)
    accounts = Account.objects.order_by("acc_name").values("acc_name")

    assert lines(accounts[1:3], header=False) == ["b", "c"]
    union = accounts.filter(acc_name="a").order_by().union(accounts.filter(acc_name="d").order_by())
    assert sorted(lines(union, header=False)) == ["a", "d"]


def test_json_and_times() -> None:
    """As PostgreSQL writes them."""
    SyncLogFactory.create(sl_error_details={"a": [1, None]}, sl_started_at=datetime(2026, 5, 4, 12, tzinfo=UTC))

    found = lines(SyncLog.objects.values_list("sl_error_details", "sl_started_at"), header=False)

    assert found == ['"{""a"": [1, null]}",2026-05-04 12:00:00']  # in UTC, in a column without a time zone


def test_any_stream_that_takes_bytes(tmp_path: Path) -> None:
    """It stays open."""
    AccountFactory.create_batch(3, acc_name="x")

    with gzip.open(tmp_path / "a.gz", "wb") as stream:
        copy_to(Account.objects.values("acc_name"), stream)
        stream.write(b"end\n")

    assert gzip.decompress((tmp_path / "a.gz").read_bytes()) == b"acc_name\nx\nx\nx\nend\n"


@pytest.mark.django_db(databases=["default", "crm"])
def test_the_alias_of_the_queryset() -> None:
    """Each is read where it would be read otherwise."""
    with using("crm"):
        AccountFactory.create(acc_name="there")

    assert lines(Account.objects.using("crm").values("acc_name"), header=False) == ["there"]
    assert lines(Account.objects.values("acc_name"), header=False) == []


def test_an_error_is_djangos() -> None:
    """As of any other query; a sink gets all or nothing."""
    AccountFactory.create(acc_name="x")
    sink = io.BytesIO()

    with pytest.raises(DataError), transaction.atomic():
        copy_to(Account.objects.values(n=1 / (Length("acc_name") - 1)), sink)

    assert sink.getvalue() == b""
    assert Account.objects.count() == 1


def test_the_file_is_a_new_one_of_its_owner(tmp_path: Path) -> None:
    path, link = tmp_path / "accounts.csv", tmp_path / "link.csv"
    link.symlink_to(path)
    with pytest.raises(FileExistsError, match="it is a link"):
        copy_to(Account.objects.all(), link)
    assert not path.exists()

    copy_to(Account.objects.all(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    copy_to(Account.objects.all(), path, mode=0o640)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
