"""The admin: secrets stay secret, Arabic is found and shown, changes leave their activity."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.auth.models import User as Account
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agent360_models.migochat.factories import AppSettingsFactory, MessageFactory, UserFactory
from agent360_models.migochat.models import AppSettings, LeadActivity, Message, User

SECRET = "AIza-of-a-test"
NEW_SECRET = "AIza-of-another-test"

pytestmark = pytest.mark.django_db(databases=["default", "chat"])


@pytest.fixture
def ada(client: Client) -> Client:
    client.force_login(Account.objects.create(username="ada", is_staff=True, is_superuser=True))
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:migochat_{name}", args=args)


def form_of(client: Client, url: str) -> dict[str, Any]:
    """Return what a browser would send if nothing were typed."""
    form = client.get(url).context["adminform"].form
    found: dict[str, Any] = {}
    for bound in form:
        value = "" if getattr(bound.field.widget, "input_type", "") == "password" else bound.value()
        if hasattr(bound.field.widget, "widgets"):
            for number, part in enumerate(bound.field.widget.decompress(value)):
                found[f"{bound.name}_{number}"] = "" if part is None else str(part)
        elif value not in (None, False):
            found[bound.name] = value
    return found


# Secrets


def test_no_page_shows_a_secret(ada: Client) -> None:
    setting = AppSettingsFactory.create(secret=True, value=SECRET)
    pages = [page("appsettings_changelist")]
    pages += [page(f"appsettings_{name}", setting.pk) for name in ("change", "delete", "history")]

    shown = {url: ada.get(url).content.decode() for url in pages}

    assert [url for url, text in shown.items() if SECRET in text] == []
    assert AppSettings.MASK in shown[pages[0]]
    assert SECRET not in f"{setting} {setting!r} {setting.masked_value}"


def test_somebody_who_may_only_look_sees_asterisks(client: Client) -> None:
    looker = Account.objects.create(username="bob", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_appsettings"))
    client.force_login(looker)
    secret, harmless = AppSettingsFactory.create(secret=True, value=SECRET), AppSettingsFactory.create(value="harmless")

    masked, plain = (client.get(page("appsettings_change", row.pk)).content.decode() for row in (secret, harmless))

    assert SECRET not in masked
    assert AppSettings.MASK in masked
    assert "harmless" in plain


def test_a_secret_is_kept_or_replaced_and_the_history_does_not_have_it(ada: Client) -> None:
    setting = AppSettingsFactory.create(secret=True, value=SECRET)
    url = page("appsettings_change", setting.pk)
    given = form_of(ada, url)

    ada.post(url, {**given, "description": "of the model"})
    assert AppSettings.objects.get().value == SECRET
    ada.post(url, {**given, "value": NEW_SECRET})

    stored = AppSettings.objects.get()
    assert (stored.value, stored.description) == (NEW_SECRET, None)
    entries = " ".join(f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all())
    assert LogEntry.objects.count() == 2
    assert SECRET not in entries
    assert NEW_SECRET not in entries
    assert NEW_SECRET not in ada.get(page("appsettings_history", setting.pk)).content.decode()


def test_a_secret_is_not_unticked_or_renamed_and_then_read(ada: Client) -> None:
    """The application may show the value of another key to everybody."""
    setting = AppSettingsFactory.create(secret=True, value=SECRET)
    url = page("appsettings_change", setting.pk)

    form = {name: value for name, value in form_of(ada, url).items() if name != "is_sensitive"}
    ada.post(url, {**form, "key": "greeting"})

    stored = AppSettings.objects.get()
    assert (stored.key, stored.is_sensitive) == (setting.key, True)
    assert SECRET not in ada.get(url).content.decode()


def test_the_history_does_not_tell_whether_a_typed_secret_was_the_stored_one(ada: Client) -> None:
    """An empty input is not a change; every other input is."""
    setting = AppSettingsFactory.create(secret=True, value=SECRET)
    url = page("appsettings_change", setting.pk)
    given = form_of(ada, url)

    for typed in ("", SECRET, NEW_SECRET):
        ada.post(url, {**given, "value": typed})

    told = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert told == ["No fields changed.", "Changed value.", "Changed value."]


def test_a_secret_is_not_guessed_by_searching(ada: Client) -> None:
    AppSettingsFactory.create(secret=True, value=SECRET)

    assert ada.get(page("appsettings_changelist"), {"q": "AIza"}).context["cl"].result_count == 0


def test_a_setting_that_is_no_secret_is_shown_and_changed(ada: Client) -> None:
    setting = AppSettingsFactory.create(value="75")
    url = page("appsettings_change", setting.pk)

    ada.post(url, {**form_of(ada, url), "value": "80"})

    stored = AppSettings.objects.get()
    assert stored.value == stored.masked_value == "80"
    assert stored.updated_at > setting.updated_at


# Arabic


def test_arabic_is_found_and_shown(ada: Client) -> None:
    mona = UserFactory.create(first_name="منى", last_name="عبد الرحمن")
    UserFactory.create(first_name="Ahmed", last_name="Hassan")
    message = MessageFactory.create(user=mona, message_text="مرحبا، أريد شراء المنتج")

    assert list(User.objects.filter(last_name__icontains="الرحمن")) == [mona]
    assert list(Message.objects.filter(message_text__icontains="شراء")) == [message]
    users = ada.get(page("user_changelist"), {"q": "الرحمن"})
    assert list(users.context["cl"].result_list) == [mona]
    assert '<bdi dir="auto">منى عبد الرحمن</bdi>' in users.content.decode()
    assert list(ada.get(page("message_changelist"), {"q": "شراء"}).context["cl"].result_list) == [message]


def test_messages_of_a_person_are_looked_for_among_the_last_ones(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """No index finds the messages of a person: the older ones are not read."""
    monkeypatch.setattr("agent360_models.admin._long.LongAdmin.searched_rows", 2)
    mona, omar = UserFactory.create(first_name="Mona"), UserFactory.create(first_name="Omar")
    MessageFactory.create(user=mona, message_text="hello")
    theirs = MessageFactory.create(user=mona, message_text="hello")
    about = MessageFactory.create(user=omar, message_text="Mona was here")
    chat = connections["chat"]

    with CaptureQueriesContext(chat) as queries:
        found = ada.get(page("message_changelist"), {"q": "mona"}).context["cl"].result_list

    assert {*found} == {theirs, about}
    asked = next(one["sql"] for one in queries if '"user_id" IN' in one["sql"])
    with chat.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {asked}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond: (id > " in plan


def test_a_name_is_text_and_no_markup(ada: Client) -> None:
    UserFactory.create(first_name="<script>alert(1)</script>", last_name="")

    assert "<script>alert(1)" not in ada.get(page("user_changelist")).content.decode()


# Leads


def test_a_change_in_the_admin_leaves_its_activity(ada: Client) -> None:
    user = UserFactory.create(first_name="منى")
    url = page("user_change", user.pk)

    ada.post(url, {**form_of(ada, url), "first_name": "Mona", "lead_stage": "NURTURE", "lead_score": "40"})

    stored = User.objects.get()
    assert (stored.first_name, stored.lead_stage, stored.lead_score) == ("Mona", "NURTURE", 40)
    assert stored.created_at == user.created_at
    assert set(LeadActivity.objects.values_list("activity_type", "old_value", "new_value")) == {
        ("stage_change", "INTAKE", "NURTURE"),
        ("score_update", "0", "40"),
    }


def test_a_customer_keeps_a_label_that_the_code_does_not_know(ada: Client) -> None:
    user = UserFactory.create(customer=True)
    with connections["chat"].cursor() as cursor:
        cursor.execute("ALTER TYPE leadstage RENAME VALUE 'CONVERTED' TO 'WON'")
        cursor.execute("ALTER TYPE customerlabel RENAME VALUE 'QITAEI' TO 'EXPORT'")
    url = page("user_change", user.pk)
    given = form_of(ada, url)
    before = User.objects.filter(pk=user.pk).values().get()

    refused = ada.post(url, {**given, "customer_type": "nonsense", "customer_label": "WON"})
    saved = ada.post(url, {**given, "first_name": "Mona"})

    assert (given["lead_stage"], given["customer_label"]) == ("WON", "EXPORT")
    assert set(refused.context["adminform"].form.errors) == {"customer_type", "customer_label"}
    assert saved.status_code == 302
    assert User.objects.filter(pk=user.pk).values().get() == {**before, "first_name": "Mona"}
    assert LeadActivity.objects.count() == 0
