"""An org's own columns on ``accounts``: loaded, shown, filtered and dumped by a model of the project."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.test.utils import isolate_apps
from django.urls import reverse

from agent360_models import drift
from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.salesforce.load import load
from agent360_models.bulk import upsert
from agent360_models.checks._extensions import check_extensions
from agent360_models.dictionary import context
from agent360_models.dictionary.read import read
from agent360_models.exceptions import ExtensionError
from agent360_models.tables.select_only import select_only
from tests.apps.org.factories import OrgAccountFactory
from tests.apps.org.models import OrgAccount

pytestmark = pytest.mark.django_db
KEY = "0010F0000000001QAA"
NEW = "0010F0000999001QAA"  # which no factory makes
HEAD = "Id,Name,LastModifiedById,Region__c,Tier__c,Contract_End__c"


def export(folder: Path, *rows: str) -> Path:
    path = folder / "Account.csv"
    path.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    return path


def test_one_load_fills_both(tmp_path: Path) -> None:
    """With a mapping of the project; a second load changes nothing, and a bad cell is named."""
    path = export(tmp_path, f"{KEY},One,0050F0000000001QAA,North,3,2027-01-31")
    (first,), (second,) = load([path]), load([path])

    assert (first.inserted, list(first.ignored_columns), second.unchanged) == (1, [], 1)
    assert OrgAccount.objects.values_list().get() == (KEY, "North", 3, date(2027, 1, 31))

    (third,) = load([export(tmp_path, f"{KEY},One,0050F0000000001QAA,South,many,2027-01-31")])
    assert [reason.partition(":")[0] for reason in third.reasons] == ["Tier__c"]


def test_a_role_that_only_reads_is_not_granted_what_is_personal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the org's own columns, and of columns that this database lacks."""
    monkeypatch.setattr(OrgAccount, "personal_fields", ("acc_region",), raising=False)

    statements = select_only("org_reader", using="default", labels=["agent360"])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

    (accounts,) = (each for each in statements if 'ON TABLE "accounts"' in each and each.startswith("GRANT SELECT ("))
    assert '"acc_tier"' in accounts
    assert '"acc_region"' not in accounts
    assert '"acc_owner_id"' not in accounts


def test_a_filter_goes_both_ways() -> None:
    """From the account to the org's own column, and back."""
    north, south = OrgAccountFactory.create(), OrgAccountFactory.create(acc_region="South")

    assert Account.objects.get(org__acc_region="South") == south.account
    assert OrgAccount.objects.get(account__acc_name=north.account.acc_name) == north
    assert Account.objects.select_related("org").get(pk=north.pk).org.acc_tier == 2


def test_save_updates_its_own_columns() -> None:
    """And nothing else: what another job wrote meanwhile stays."""
    row = OrgAccountFactory.create()
    Account.objects.filter(pk=row.pk).update(acc_name="New")
    row.acc_region = "West"
    row.save()
    OrgAccount(account=row.account, acc_region="East").save()

    assert OrgAccount.objects.values_list("acc_region", "account__acc_name").get() == ("East", "New")


def test_a_job_that_knows_nothing_of_it_leaves_it_alone() -> None:
    """An upsert of accounts writes the columns of accounts."""
    row = OrgAccountFactory.create()

    assert Account.objects.upsert([{"acc_sf_id": row.pk, "acc_name": "New"}]).updated == 1
    assert OrgAccount.objects.get().acc_region == "North"


def test_an_upsert_of_it_writes_both() -> None:
    """A new row needs what an account needs; the second time nothing is written."""
    rows = [{"acc_sf_id": KEY, "acc_name": "One", "acc_last_modified_by_id": "x", "acc_region": "North"}]

    assert upsert(OrgAccount, rows).inserted == 1
    assert upsert(OrgAccount, rows).unchanged == 1
    assert upsert(OrgAccount, [(KEY, "South")], fields=["account", "acc_region"]).updated == 1
    assert Account.objects.values_list("acc_name", "org__acc_region").get() == ("One", "South")


@pytest.mark.parametrize(
    "write",
    [
        lambda: OrgAccount.objects.create(account_id=KEY, acc_region="North"),
        lambda: OrgAccount(account_id=KEY, acc_region="North").save(),
        lambda: OrgAccount.objects.bulk_create([OrgAccount(account_id=KEY)]),
        lambda: OrgAccountFactory.create().delete(),
        lambda: [OrgAccountFactory.create(), OrgAccount.objects.all().delete()],
        lambda: OrgAccount.objects.update_or_create(account_id=KEY, defaults={"acc_region": "x"}),
    ],
)
def test_rows_are_neither_inserted_nor_deleted(write: Any) -> None:
    """The sentence says whose they are."""
    with pytest.raises(ExtensionError, match=r"org.OrgAccount extends the table of agent360_accounts.Account"):
        write()


def test_a_delete_of_the_account_takes_it_along() -> None:
    """It is one row."""
    OrgAccountFactory.create().account.delete()

    assert not OrgAccount.objects.exists()


def test_a_dump_is_loaded_again(tmp_path: Path) -> None:
    """The account first."""
    row = OrgAccountFactory.create()
    call_command("dumpdata", "agent360_accounts", "org", output=tmp_path / "rows.json", verbosity=0)
    row.account.delete()

    call_command("loaddata", tmp_path / "rows.json", verbosity=0)

    assert [one["model"] for one in json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))] == [
        "agent360_accounts.account",
        "org.orgaccount",
    ]
    assert OrgAccount.objects.get().acc_region == "North"


def test_the_form_of_the_account_has_its_fields(client: Client) -> None:
    """They are saved with it, and with a new one."""
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    row = OrgAccountFactory.create()
    page = reverse("admin:agent360_accounts_account_change", args=[row.pk])
    answer = client.get(page)
    form = answer.context["adminform"].form
    posted = {name: form[name].value() or "" for name in form.fields}
    posted |= {"org-TOTAL_FORMS": "1", "org-INITIAL_FORMS": "1", "org-0-account": row.pk, "org-0-acc_region": "West"}

    assert b'name="org-0-acc_region" value="North"' in answer.content
    assert client.post(page, posted).status_code == 302
    assert OrgAccount.objects.get().acc_region == "West"

    new = {**posted, "acc_sf_id": NEW, "org-INITIAL_FORMS": "0", "org-0-account": "", "org-0-acc_region": "East"}
    added: Any = client.post(reverse("admin:agent360_accounts_account_add"), new)
    assert added.status_code == 302, [added.context["errors"], added.context["adminform"].form.errors]
    assert OrgAccount.objects.get(pk=NEW).acc_region == "East"


def test_no_drift_and_no_complaint() -> None:
    """Neither model takes the columns of the other for its own or for extra ones."""
    assert [str(one) for one in drift.find(["agent360_accounts", "org"], using="default")] == []
    assert [one for one in run_checks(tags=["agent360_models"]) if "org" in str(one)] == []
    AccountFactory.create()


@isolate_apps("tests.apps.org", attr_name="apps")
def test_another_shape_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with the line to write."""

    class Wrong(models.Model):
        account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
        acc_name = models.CharField(max_length=10)

        class Meta:
            app_label = "org"
            db_table = "accounts"

    monkeypatch.setattr("agent360_models.checks._extensions.apps.get_models", lambda: [Wrong])

    assert [message.hint for message in check_extensions() if message.id == "agent360_models.E014"] == [
        "Declare account with on_delete=models.DO_NOTHING.",
        "Declare account with db_column='acc_sf_id'.",
        "Declare managed = False in its Meta.",
        "Remove the field acc_name.",
    ]


def test_the_dictionary_knows_what_fills_it() -> None:
    """A model of its own, whose columns stand on the table of both."""
    found = read(["agent360_accounts", "org"])

    (region,) = (column for column in found.tables["org.OrgAccount"].columns if column.name == "acc_region")
    block = context.render(found).partition("\naccounts: ")[2].partition("\n\n")[0]
    assert region.sources == ("Account.Region__c",)
    assert "\nacc_region text" in block
    assert "\nacc_name text" in block
