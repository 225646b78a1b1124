"""The admin: no hash is shown or typed, tokens are shown once, logs are only read."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User as Account
from django.test import Client
from django.urls import reverse

from agent360_models.hibachi.identity.factories import (
    StationAccessTokenFactory,
    StationAuditLogFactory,
    StationFactory,
    UserFactory,
)
from agent360_models.hibachi.identity.models import StationAccessToken, User

HASH = "argon2$of-a-test"

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


@pytest.fixture
def ada(client: Client) -> Client:
    client.force_login(Account.objects.create(username="ada", is_staff=True, is_superuser=True))
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:hibachi_identity_{name}", args=args)


def pages(client: Client, model: str, key: object) -> str:
    addresses = [page(f"{model}_changelist"), page(f"{model}_add")]
    addresses += [page(f"{model}_{name}", key) for name in ("change", "delete", "history")]
    return "".join(client.get(address).content.decode() for address in addresses)


def test_no_page_shows_or_takes_a_hash(ada: Client) -> None:
    """Of a password or of a token."""
    user = UserFactory.create(password_hash=HASH)
    token = StationAccessTokenFactory.create(user=user)

    shown = pages(ada, "user", user.pk) + pages(ada, "stationaccesstoken", token.pk)

    assert HASH not in shown
    assert token.token_hash not in shown
    assert "password_hash" not in shown
    assert "token_hash" not in shown


def test_a_list_shows_no_contact_data_and_finds_by_it(ada: Client) -> None:
    """By the whole address, in any case."""
    phone = "+1 916 555 0142"
    user = UserFactory.create(email="ada@example.com", phone=phone)
    UserFactory.create()

    found = ada.get(page("user_changelist"), {"q": "Ada@Example.com"})

    assert list(found.context["cl"].result_list) == [user]
    assert phone not in found.content.decode()
    assert "ada@example.com" not in found.content.decode()


def test_a_password_outlives_a_change(ada: Client) -> None:
    user = UserFactory.create(password_hash=HASH)
    url = page("user_change", user.pk)
    form = ada.get(url).context["adminform"].form
    given = {bound.name: bound.value() for bound in form if bound.value() is not None}
    del given["email_verified_at"]

    answer = ada.post(url, {**given, "full_name": "Ada", "metadata": "{}"})

    assert answer.status_code == 302, answer.context["errors"]
    assert set(User.objects.values_list("full_name", "password_hash")) == {("Ada", HASH)}


def test_a_token_that_is_added_is_shown_once(ada: Client) -> None:
    """And is neither in the history nor on any page afterwards."""
    given = {
        "station": StationFactory.create().pk,
        "user": UserFactory.create().pk,
        "expires_at_0": "2100-01-01",
        "expires_at_1": "00:00",
    }

    answer = ada.post(page("stationaccesstoken_add"), given, follow=True)

    row = StationAccessToken.objects.get()
    (token,) = re.findall(rf"{row.token_prefix}[\w-]{{30,}}", answer.content.decode())
    assert StationAccessToken.objects.authenticate(token) == row
    assert token not in pages(ada, "stationaccesstoken", row.pk)
    assert token not in "".join(f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all())


def test_tokens_are_revoked(ada: Client) -> None:
    token, kept = StationAccessTokenFactory.create(), StationAccessTokenFactory.create()

    ada.post(page("stationaccesstoken_changelist"), {"action": "revoke", "_selected_action": [token.pk]})

    assert set(StationAccessToken.objects.filter(revoked_at=None)) == {kept}


def test_a_log_is_only_read(ada: Client) -> None:
    log = StationAuditLogFactory.create()

    answers = [
        ada.get(page("stationauditlog_change", log.pk)).status_code,
        ada.post(page("stationauditlog_change", log.pk), {"action": "delete"}).status_code,
        ada.post(page("stationauditlog_delete", log.pk), {"post": "yes"}).status_code,
        ada.get(page("stationauditlog_add")).status_code,
    ]

    assert answers == [200, 403, 403, 403]
