"""The admin of every model, as a superuser meets it: on big tables, on tables that may not be written, under attack."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import CharField, Model, TextField
from django.forms import CheckboxInput, ModelForm, MultiWidget
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agent360_models.admin import LogAdmin
from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.catalog.models import Product
from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.support.factories import CaseFactory
from agent360_models.agent360.system.models import SyncLog
from tests.support import endurance
from tests.support.agent360 import MODELS, a_row, sf_id
from tests.support.buffers import buffers_read

HOSTILE = "<img src=x onerror=alert(1)>"
ACTION = {"action": "delete_selected", "select_across": "0", "index": "0"}

some_models = pytest.mark.parametrize("model", endurance.some(MODELS), ids=lambda model: model.__name__)
EDITED = [model for model in MODELS if not isinstance(site.get_model_admin(model), LogAdmin)]
every_edited = pytest.mark.parametrize("model", EDITED, ids=lambda model: model.__name__)
some_edited = pytest.mark.parametrize("model", endurance.some(EDITED), ids=lambda model: model.__name__)
keyed_by_salesforce = pytest.mark.parametrize(
    "model", [model for model in MODELS if isinstance(model._meta.pk, CharField)], ids=lambda model: model.__name__
)


@pytest.fixture
def superuser(db: None, client: Client) -> Client:
    """Return the client of a superuser, without the second that hashing a password takes."""
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    return client


def url(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def rows_of(response: Any) -> list[Any]:
    return [row.pk for row in response.context["cl"].result_list]


def queries_of(call: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        call()
    return [query["sql"] for query in queries]


def unbounded_counts(queries: list[str]) -> list[str]:
    """Return the queries that count rows of a table rather than those of a limited subquery."""
    counts = [sql for sql in queries if "COUNT(" in sql.upper()]
    return [sql for sql in counts if not re.match(r"SELECT COUNT\(\*\) FROM \(SELECT .* LIMIT \d+\)", sql)]


# Pages


@some_models
def test_a_list_is_searched(superuser: Client, model: type[Model]) -> None:
    """A key finds its row; a word that no row has, and one that fits no number, find nothing."""
    rows = [a_row(model, number, everything=True) for number in (1, 2)]
    search = url(model, "changelist")

    found = rows_of(superuser.get(search, {"q": str(rows[1].pk)}))
    assert rows[1].pk in found
    assert len(found) == 1 or isinstance(rows[1].pk, int)  # a number may be the key of a related row too
    assert rows_of(superuser.get(search, {"q": "no such row"})) == []
    assert rows_of(superuser.get(search, {"q": "9" * 30})) == []


def test_an_id_is_found_without_reading_the_table(superuser: Client) -> None:
    """In either spelling, and also where no row has it; a word of 15 letters is searched for as ever."""
    accounts = Account.objects.bulk_create(AccountFactory.build_batch(1500, acc_owner=UserFactory.create()))
    wordy = AccountFactory.create(acc_name="The Telecommunicato Company")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts")
    search, key = url(Account, "changelist"), accounts[700].pk

    for term, found in ((key, [key]), (key[:15], [key]), (sf_id("001", 99_999), [])):
        with buffers_read(having='"accounts"') as counts:
            assert rows_of(superuser.get(search, {"q": term})) == found
        assert max(counts) < 30, term
    assert rows_of(superuser.get(search, {"q": "Telecommunicato"})) == [wordy.pk]
    assert rows_of(superuser.get(search, {"q": "Telecommunicata"})) == []


@some_models
def test_every_filter_of_a_list_works(superuser: Client, model: type[Model]) -> None:
    """Each choice that the page offers."""
    a_row(model, 1, everything=True)
    page = url(model, "changelist")
    listed: Any = superuser.get(page).context["cl"]

    choices = [choice for spec in listed.filter_specs for choice in spec.choices(listed)]
    queries = [choice["query_string"] for choice in choices if choice["query_string"]]

    assert len(listed.filter_specs) == len(listed.list_filter) > 0
    assert {query: superuser.get(page + query).status_code for query in queries} == dict.fromkeys(queries, 200)


@some_models
def test_a_list_is_sorted_by_its_columns(superuser: Client, model: type[Model]) -> None:
    """In both directions."""
    keys = {a_row(model, number, everything=True).pk for number in (1, 2)}

    up, down = (superuser.get(url(model, "changelist"), {"o": order}) for order in ("1.2.3.4.5", "-1.-2.-3.-4.-5"))

    assert set(rows_of(up)) == set(rows_of(down)) == keys


@some_edited
def test_a_confirmed_delete_deletes(superuser: Client, model: type[Model]) -> None:
    """From the page of the row and from the list."""
    rows = [a_row(model, number) for number in (1, 2)]

    superuser.post(url(model, "delete", rows[0].pk), {"post": "yes"})
    superuser.post(url(model, "changelist"), {**ACTION, "_selected_action": [rows[1].pk], "post": "yes"})

    assert not model._default_manager.exists()


# Forms


def posted(form: ModelForm[Any]) -> dict[str, Any]:
    """Return what a browser sends when nothing of a form is changed."""
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = form[name].value()
        if isinstance(field.widget, MultiWidget):
            parts = zip(field.widget.widgets, field.widget.decompress(value) or (), strict=True)
            data |= {f"{name}_{place}": w.format_value(part) or "" for place, (w, part) in enumerate(parts)}
        elif isinstance(field.widget, CheckboxInput):
            data |= {name: "on"} if value else {}
        else:
            shown = field.widget.format_value(value)
            data[name] = "" if shown is None else shown[0] if isinstance(shown, list) else shown
    return data


@every_edited
@pytest.mark.parametrize("everything", [False, True], ids=["empty", "filled"])
def test_a_form_that_is_saved_unchanged_changes_nothing(
    superuser: Client, model: type[Model], everything: object
) -> None:
    """NULL stays NULL in text, JSON, dates and numbers, and the time of the last update stays too."""
    row = a_row(model, 1, everything=bool(everything))
    page = url(model, "change", row.pk)
    before = model._default_manager.values().get()

    saved = superuser.post(page, posted(superuser.get(page).context["adminform"].form))

    assert saved.status_code == 302, saved.context["adminform"].form.errors
    assert model._default_manager.values().get() == before


@some_edited
def test_a_text_that_is_emptied_becomes_null(superuser: Client, model: type[Model]) -> None:
    """As Salesforce and the loader have it: NULL is the one way to be empty."""
    row = a_row(model, 1, everything=True)
    page = url(model, "change", row.pk)
    form = superuser.get(page).context["adminform"].form
    texts = [
        field.attname
        for field in model._meta.concrete_fields
        if field.null and isinstance(field, CharField | TextField) and field.name in form.fields
    ]

    saved = superuser.post(page, {**posted(form), **dict.fromkeys(texts, "")})

    assert saved.status_code == 302, saved.context["adminform"].form.errors
    assert model._default_manager.values(*texts, "pk").get() == {**dict.fromkeys(texts), "pk": row.pk}


@every_edited
def test_a_row_is_added_by_its_form(superuser: Client, model: type[Model]) -> None:
    """With what a row needs, and the defaults that the form offers."""
    row = a_row(model, 1)
    add, change = (superuser.get(page) for page in (url(model, "add"), url(model, "change", row.pk)))
    offered, filled = (posted(page.context["adminform"].form) for page in (add, change))
    row.delete()

    saved = superuser.post(url(model, "add"), {**offered, **filled, **values_of_key(model)})

    assert saved.status_code == 302, saved.context["adminform"].form.errors
    assert model._default_manager.count() == 1


def values_of_key(model: type[Model]) -> dict[str, str]:
    """Return the key, where it is Salesforce's: a new row is given one."""
    return {model._meta.pk.name: sf_id("a0x", 7)} if isinstance(model._meta.pk, CharField) else {}


@some_edited
def test_the_key_of_a_row_stays(superuser: Client, model: type[Model]) -> None:
    """It can be chosen once, where Salesforce chose it; a changed key would be a second row."""
    row = a_row(model, 1)
    key = model._meta.pk.name

    add = superuser.get(url(model, "add")).context["adminform"].form
    change = superuser.get(url(model, "change", row.pk)).context["adminform"].form

    assert key not in change.fields
    assert (key in add.fields) is isinstance(model._meta.pk, CharField)


def test_an_id_that_is_none_is_refused(superuser: Client) -> None:
    """Its three last characters follow from the first fifteen."""
    owner = UserFactory.create()
    values = {"acc_sf_id": "001000000000001AAB", "acc_name": "Ada", "acc_owner": owner.pk, "acc_active": "1"}

    refused = superuser.post(url(Account, "add"), values)

    assert refused.status_code == 200
    assert "acc_sf_id" in refused.context["adminform"].form.errors


def test_the_field_of_a_raw_id_shows_all_of_it(superuser: Client) -> None:
    """Wider than Django's, which ends after 13 of the 18 characters."""
    form = superuser.get(url(Account, "add")).context["adminform"].form

    assert form.fields["acc_owner"].widget.attrs["style"] == "width: 13em"


# Big tables


@some_models
def test_no_page_counts_a_whole_table(superuser: Client, model: type[Model]) -> None:
    """A count of fifty million rows takes a minute, so it ends at a limit: in a list, a search, and with facets."""
    a_row(model, 1, everything=True)

    for query in ({}, {"q": "x"}, {"_facets": "True"}):
        queries = queries_of(partial(superuser.get, url(model, "changelist"), query))
        assert unbounded_counts(queries) == [], query


@some_edited
def test_no_form_lists_the_rows_of_another_table(superuser: Client, model: type[Model]) -> None:
    """A foreign key is typed or looked up: a drop-down would hold every account there is."""
    rows = [a_row(model, number, everything=True) for number in (1, 2)]
    page = url(model, "change", rows[0].pk)
    superuser.get(page)

    few = queries_of(lambda: superuser.get(page))

    assert not [sql for sql in few if " FROM " in sql and "WHERE" not in sql]
    assert b'<option value="a0x' not in superuser.get(page).content


def test_a_list_shows_no_more_than_its_bound(superuser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Searching and filtering reach the rest."""
    keys = [account.pk for account in AccountFactory.create_batch(5)]
    monkeypatch.setattr("agent360_models.admin.BoundedPaginator.bound", 3)

    listed = superuser.get(url(Account, "changelist"))
    found = superuser.get(url(Account, "changelist"), {"q": keys[0]})

    assert listed.context["cl"].result_count == 3
    assert rows_of(found) == [keys[0]]


# Whose id it is


@keyed_by_salesforce
def test_an_id_that_differs_only_by_case_is_another_row(superuser: Client, model: type[Model]) -> None:
    """In the search and on the page of the row."""
    one, other = (a_row(model, n, pk=text) for n, text in enumerate(("a0X00000000aBcDQAU", "a0X00000000AbCdQAU")))

    found = superuser.get(url(model, "changelist"), {"q": one.pk})
    shown = superuser.get(url(model, "change", other.pk))

    assert rows_of(found) == [one.pk]
    assert shown.context["original"] == other


def test_the_filter_of_deleted_rows(superuser: Client) -> None:
    """They are flagged, not gone."""
    kept, gone = a_row(Product, 1, prd_active=1), a_row(Product, 2, prd_active=0)
    page = url(Product, "changelist")

    assert rows_of(superuser.get(page, {"active": "1"})) == [kept.pk]
    assert rows_of(superuser.get(page, {"active": "0"})) == [gone.pk]
    assert set(rows_of(superuser.get(page, {"active": "x"}))) == {kept.pk, gone.pk}


# Links and filters


def test_a_run_leads_to_the_rows_that_it_changed(superuser: Client) -> None:
    account, now = AccountFactory.create(), timezone.now()
    for started, found in ((now - timedelta(hours=1), [account.pk]), (now - timedelta(hours=2), [])):
        run = SyncLog.objects.create(sl_object_name="accounts", sl_status="success")
        times = {"sl_started_at": started, "sl_completed_at": started + timedelta(hours=1)}
        SyncLog.objects.filter(pk=run.pk).update(**times)
        page = superuser.get(url(SyncLog, "change", run.pk)).content.decode()
        (link,) = re.findall(r'href="([^"]+)">changed meanwhile', page)
        assert rows_of(superuser.get(html.unescape(link))) == found


def test_accounts_over_their_limit_with_open_cases(superuser: Client) -> None:
    """A number that is not known counts as nothing open, and an account without a limit is neither over nor within."""
    over = AccountFactory.create(acc_credit_limit=100, acc_invoice_open_amount=60, acc_order_open_amount=41)
    at_rest = AccountFactory.create(acc_credit_limit=100, acc_invoice_open_amount=101, acc_order_open_amount=None)
    within = AccountFactory.create(acc_credit_limit=100, acc_invoice_open_amount=None, acc_order_open_amount=100)
    AccountFactory.create(acc_credit_limit=None, acc_invoice_open_amount=1, acc_order_open_amount=1)
    for account in (over, within):
        CaseFactory.create_batch(2, cs_account=account, cs_status=None)
    CaseFactory.create(cs_account=at_rest, cs_status="Closed")
    CaseFactory.create(cs_account=at_rest, cs_active=0)

    def found(**filters: str) -> set[str]:
        return {*rows_of(superuser.get(url(Account, "changelist"), filters))}

    assert found(credit="over", cases="open") == {over.pk}
    assert found(credit="over", cases="none") == {at_rest.pk}
    assert found(credit="within") == {within.pk}


# Hostile text


@some_models
def test_text_from_outside_is_shown_and_not_run(superuser: Client, model: type[Model]) -> None:
    """Names come from customers, messages from anybody."""
    hostile: dict[str, Any] = {
        field.attname: HOSTILE
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField) and not field.is_relation and not field.primary_key
        if not field.choices and (field.max_length or 999) >= len(HOSTILE)
    }
    row = a_row(model, 1, everything=True, **hostile)
    change = superuser.get(url(model, "change", row.pk))
    pages = [superuser.get(url(model, "changelist")), change]
    if model in EDITED:
        pages.append(superuser.get(url(model, "delete", row.pk)))
        pages.append(superuser.post(url(model, "changelist"), {**ACTION, "_selected_action": [row.pk]}))
        form = posted(change.context["adminform"].form)
        pages.append(superuser.post(url(model, "change", row.pk), form, follow=True))

    assert {page.status_code for page in pages} == {200}
    assert [page for page in pages if HOSTILE in page.text] == []
    assert html.escape(HOSTILE) in change.text


# Read-only


@pytest.fixture
def read_only(settings: Any) -> Callable[[], None]:
    """Return the function that declares the tables read-only, for when the rows are there."""

    def declare() -> None:
        settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}

    return declare


@some_models
def test_read_only_tables_can_be_looked_at(
    superuser: Client, read_only: Callable[[], None], model: type[Model]
) -> None:
    """Lists, searches, and pages without a button to save."""
    row = a_row(model, 1, everything=True)
    read_only()

    listed = superuser.get(url(model, "changelist"))
    shown = superuser.get(url(model, "change", row.pk))

    assert rows_of(listed) == [row.pk]
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.text
    assert 'name="action"' not in listed.text


@some_models
def test_read_only_tables_are_not_written(superuser: Client, read_only: Callable[[], None], model: type[Model]) -> None:
    """Neither the forms nor what somebody sends without them."""
    row = a_row(model, 1)
    read_only()

    for page in ("add", "change", "delete"):
        address = url(model, page, *([] if page == "add" else [row.pk]))
        assert superuser.get(address).status_code == (200 if page == "change" else 403)
        assert superuser.post(address, {"post": "yes"}).status_code == 403
        assert model._default_manager.get() == row


@some_models
def test_read_only_tables_have_no_actions(superuser: Client, read_only: Callable[[], None], model: type[Model]) -> None:
    """An action that is sent all the same does nothing."""
    row = a_row(model, 1)
    read_only()

    answer = superuser.post(url(model, "changelist"), {**ACTION, "_selected_action": [row.pk], "post": "yes"})

    assert answer.status_code in {200, 302, 403}
    assert model._default_manager.get() == row


def test_a_writable_app_among_read_only_ones(superuser: Client, settings: Any) -> None:
    """The exception keeps its forms."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"], "READ_ONLY_EXCEPT": ["agent360_catalog"]}

    assert superuser.get(url(Product, "add")).status_code == 200
    assert superuser.get(url(Account, "add")).status_code == 403


# Without it


@pytest.mark.parametrize(
    ("setting", "registered"), [pytest.param({}, 26, marks=endurance.only), ({"REGISTER_ADMIN": False}, 0)]
)
def test_a_project_can_do_without_our_admin(setting: dict[str, bool], registered: int) -> None:
    """It registers classes of its own, then."""
    code = f"""
import django
from django.conf import settings
from agent360_models.families import installed_apps
settings.configure(
    INSTALLED_APPS=["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
                    "django.contrib.messages", "django.contrib.sessions", *installed_apps("agent360")],
    AGENT360_MODELS={setting!r},
)
django.setup()
from django.contrib import admin
from django.contrib.auth import get_user_model
print(sum(model.__module__.startswith("agent360_models.") for model in admin.site._registry))
"""

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert int(answer.stdout) == registered
