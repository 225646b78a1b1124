"""A database that lacks columns and tables: what the setting ``ABSENT`` names is passed by, and refused by name."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connections
from django.db.migrations.state import ModelState
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agent360_models import absent, conf, drift, families
from agent360_models.agent360.accounts.factories import AccountFactory, FrameAgreementFactory, TargetFactory
from agent360_models.agent360.accounts.models import Account, FrameAgreement, Target
from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.core.models import User
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.system.models import SyncLog, SyncWatermark
from agent360_models.bulk import upsert
from agent360_models.checks._routing import check_tables
from agent360_models.dictionary import comments, context, dbml, markdown
from agent360_models.dictionary.read import read
from agent360_models.exceptions import AbsentError
from agent360_models.hibachi.core.factories import SocialThreadFactory
from agent360_models.hibachi.core.models import Booking, SocialIdentity, SocialThread
from agent360_models.sync import runs, status
from agent360_models.sync.history import histories
from agent360_models.tables.grants import grants
from tests.lacking.settings import ABSENT
from tests.support.families import LABELS

pytestmark = pytest.mark.django_db(databases={"default", "booking", "chat"})
ALIASES = sorted({conf.alias_for(label) for label in LABELS})


@pytest.fixture
def superuser(client: Client) -> Client:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    return client


def a_thread_of_somebody() -> SocialThread:
    """Return a row whose foreign key is of a table that is absent."""
    SocialThreadFactory.create(social_identity=None)
    SocialThread.objects.update(social_identity_id=uuid4())
    return SocialThread.objects.get()


# Rows


def test_a_row_reads_none_and_is_saved() -> None:
    """Whatever was assigned, and also by ``update_fields``."""
    account: Any = AccountFactory.create(acc_account_number="100")
    account.acc_account_number = "200"
    account.save()
    account.save(update_fields=["acc_name", "acc_account_number"])
    account.refresh_from_db()

    stored: Any = Account.objects.select_related("acc_owner").prefetch_related("acc_owner").get()
    assert (stored.acc_account_number, stored.acc_owner_id, stored.acc_owner) == (None, None, None)
    assert account.acc_account_number is None
    assert "acc_account_number" not in Account.objects.values().get()
    stored.full_clean()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Account.objects.filter(acc_account_number="1"),
        lambda: Account.objects.exclude(acc_owner=None),
        lambda: Account.objects.filter(acc_owner__usr_name="Ada"),
        lambda: Account.objects.order_by("-acc_account_number").first(),
        lambda: Account.objects.order_by("acc_owner").first(),
        lambda: Account.objects.values("acc_account_number"),
        lambda: Account.objects.values_list("acc_owner__usr_name"),
        lambda: Account.objects.annotate(number=F("acc_account_number")),
        lambda: Account.objects.update(acc_account_number="1"),
        lambda: User.objects.filter(owned_accounts__acc_name="x"),
        lambda: list(User(pk="x").owned_accounts.all()),
        lambda: Booking.objects.filter(chef=None),
    ],
)
def test_what_asks_for_a_column_is_refused_by_name(ask: Any) -> None:
    """The error says which setting it is."""
    with pytest.raises(
        AbsentError, match=r"This database has no column \w+ of \w+\.\w+, as AGENT360_MODELS\['ABSENT'\]"
    ):
        ask()


@pytest.mark.parametrize(
    "ask",
    [
        Target.objects.first,
        Target.objects.count,
        lambda: Target(pk="x").save(),
        lambda: Target.objects.bulk_create([Target(pk="x")]),
        lambda: Target.objects.all().delete(),
        TargetFactory.create,
        lambda: Account.objects.filter(targets__tgt_quarter="Q1").exists(),
        lambda: Target.objects.upsert([{"tgt_sf_id": "x"}]),
        lambda: a_thread_of_somebody().social_identity,
    ],
)
def test_what_asks_for_a_table_is_refused_by_name(ask: Any) -> None:
    """One error, and not one of the database's."""
    with pytest.raises(AbsentError, match=r"no table of \w+\.\w+, as AGENT360_MODELS\['ABSENT'\] says"):
        ask()


def test_deletes_pass_by() -> None:
    """Neither by a foreign key that is absent, nor into a table that is."""
    agreement = FrameAgreementFactory.create()
    agreement.fa_account.delete()
    User.objects.all().delete()

    assert not Account.objects.exists()
    assert not FrameAgreement.objects.exists()


def test_upsert_and_copy_pass_by(tmp_path: Path) -> None:
    """Rows may hold the column, as dicts and as tuples; the second time nothing is written."""
    row = AccountFactory.create()
    names = ["acc_sf_id", "acc_account_number", "acc_name"]

    assert upsert(Account, [{"acc_sf_id": row.pk, "acc_account_number": "7", "acc_name": "One"}]).updated == 1
    assert upsert(Account, [(row.pk, "8", "One")], fields=names).unchanged == 1
    assert Account.objects.copy_to(tmp_path / "accounts.csv") == 1
    assert "acc_account_number" not in (tmp_path / "accounts.csv").read_text(encoding="utf-8").partition("\n")[0]


# Tools


def test_an_export_with_the_column_is_loaded(tmp_path: Path) -> None:
    """The column is named as ignored, and the run is recorded though its own tables lack columns."""
    UserFactory.create(usr_sf_id="0050F0000000001QAA")
    (tmp_path / "Account.csv").write_text(
        "Id,Name,OwnerId,AccountNumber,CurrencyIsoCode,LastModifiedDate,LastModifiedById\n"
        "0010F0000000001QAA,One,0050F0000000001QAA,77,EUR,2026-01-01T00:00:00Z,0050F0000000001QAA\n",
        encoding="utf-8",
    )

    (first,) = load([tmp_path / "Account.csv"])
    (second,) = load([tmp_path / "Account.csv"])

    assert (first.refused, first.inserted, second.unchanged) == ("", 1, 1)
    assert set(first.ignored_columns) == {"OwnerId", "AccountNumber"}
    assert [log.sl_status for log in SyncLog.objects.all()] == ["success", "success"]
    assert [found.object_name for found in status.statuses("default")] == ["accounts"]
    (days,) = (one.days for app in histories(days=[timezone.localdate()]) for one in app.objects)
    assert [(day.runs, day.rows_in, day.changed) for day in days] == [(2, 2, 1)]


def test_a_run_without_a_watermark_to_move() -> None:
    """The column of the watermark is absent: nothing is remembered, and nothing fails."""
    with runs.run(Account, job="nightly", source="Account") as this:
        assert this.watermark is None
        this.upsert([{"acc_sf_id": "0010F0000000001QAA", "acc_name": "One", "acc_last_modified_by_id": "x"}])

    assert not SyncWatermark.objects.exists()
    assert SyncLog.objects.get().sl_records_inserted == 1


def test_drift_is_clean_and_says_what_is_there_after_all() -> None:
    """A column that is named as absent and is there is worth an info."""
    aliases = {alias: [label for label in LABELS if conf.alias_for(label) == alias] for alias in ALIASES}
    assert not drift.examine(aliases).fails(drift.Severity.WARNING)

    with connections["default"].cursor() as cursor:
        cursor.execute("ALTER TABLE accounts ADD COLUMN acc_account_number varchar(255)")
        cursor.execute("CREATE TABLE user_login_log (ull_id integer PRIMARY KEY)")

    found = drift.find(["agent360_accounts", "agent360_system"], using="default")
    assert [(finding.code, finding.place) for finding in found if finding.code.endswith("present")] == [
        ("column.present", "agent360_accounts.Account.acc_account_number"),
        ("table.present", "agent360_system.UserLoginLog"),
    ]
    assert {finding.severity for finding in found} == {drift.Severity.INFO}


def test_grants_and_dumps_pass_by(tmp_path: Path) -> None:
    """No statement names a table that is not there, and a dump no column; one that has it is loaded all the same."""
    assert not any('"targets"' in statement for statement in grants("reader", using="default"))
    AccountFactory.create(acc_name="One")
    out = io.StringIO()

    call_command("dumpdata", "agent360_accounts", stdout=out)
    rows = json.loads(out.getvalue())
    assert [(row["model"], "acc_account_number" in row["fields"]) for row in rows] == [
        ("agent360_accounts.account", False)
    ]

    rows[0]["fields"] |= {"acc_account_number": "100", "acc_owner": "0050F0000000001QAA", "acc_name": "Two"}
    (tmp_path / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    call_command("loaddata", tmp_path / "rows.json", verbosity=0)
    assert Account.objects.get().acc_name == "Two"


def test_migrations_see_every_field() -> None:
    """The state of migrations is that of a project without the setting."""
    state = ModelState.from_model(Account)

    _, path, _, options = state.fields["acc_account_number"].deconstruct()
    assert path == "django.db.models.CharField"
    assert {"max_length": 255, "null": True, "blank": True}.items() <= options.items()
    owner: Any = state.fields["acc_owner"]
    assert owner.remote_field.on_delete.__name__ == "PROTECT"
    call_command("makemigrations", "--check", "--dry-run", stdout=io.StringIO())
    call_command("check", stdout=io.StringIO())


# The admin


def test_the_admin_shows_no_absent_column(superuser: Client) -> None:
    """Not in the list, not as a filter, not in the form; a row is changed all the same."""
    row = AccountFactory.create()
    page = reverse("admin:agent360_accounts_account_changelist")
    listed: Any = superuser.get(page, {"o": "1.2"}).context["cl"]
    form = superuser.get(reverse("admin:agent360_accounts_account_change", args=[row.pk])).context["adminform"].form

    columns = [getattr(column, "name", column) for column in listed.list_display]
    assert "acc_name" in columns
    assert not {"acc_account_number", "acc_owner"} & {*columns}
    assert listed.search_fields == ["acc_sf_id__exact", "acc_name"]
    assert {"acc_account_number", "acc_owner"}.isdisjoint(form.fields)
    posted = {name: form[name].value() or "" for name in form.fields} | {"acc_name": "New"}
    posted |= {"org-TOTAL_FORMS": "0", "org-INITIAL_FORMS": "0"}
    assert superuser.post(reverse("admin:agent360_accounts_account_change", args=[row.pk]), posted).status_code == 302
    assert Account.objects.get().acc_name == "New"


@pytest.mark.parametrize("label", [label for label, names in ABSENT.items() if "*" in names])
def test_a_table_that_is_absent_has_no_page(label: str) -> None:
    """Nobody is led to an error."""
    assert label not in [model._meta.label for model in admin.site._registry]


def test_a_table_that_is_absent_is_claimed_by_nobody(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """All families in one database: of two that name ``users``, one has it."""
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "ALIASES": {}}
    assert [message.id for message in check_tables()] == ["agent360_models.E006"]

    lacks = absent.is_table_absent
    monkeypatch.setattr(absent, "is_table_absent", lambda model: model._meta.label == "migochat.User" or lacks(model))

    assert check_tables() == []


def test_a_row_that_refers_into_a_table_that_is_absent_is_valid() -> None:
    """Its foreign key is not looked up."""
    a_thread_of_somebody().full_clean()

    assert SocialThread.objects.select_related("social_identity", "account").get().account.page_name
    assert SocialIdentity._meta.label in ABSENT


# The dictionary


def test_the_dictionary_has_what_the_database_has() -> None:
    """In every form, and a key of a table that is absent points nowhere."""
    found = read(families.labels("agent360", "hibachi"))

    names = [column.name for column in found.tables["agent360_accounts.Account"].columns]
    assert not {*names} & {"acc_account_number", "acc_owner_id", "acc_last_modified_date"}
    assert "agent360_accounts.Target" not in found.tables
    assert {relation.model for relation in found.tables["agent360_accounts.Account"].pointed_at_by} >= {
        "agent360_accounts.AccountPlan"
    }
    (key,) = (c for c in found.tables["hibachi_core.SocialThread"].columns if c.name == "social_identity_id")
    assert key.points_at is None
    for render in (comments.render, context.render, markdown.render, dbml.render):
        assert "acc_owner_id" not in render(found)
