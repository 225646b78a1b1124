"""The admin: no hash is shown or typed, tokens are shown once, logs are only read."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User as Account
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agent360_models.hibachi.core.factories import BookingFactory
from agent360_models.hibachi.feedback.factories import CustomerReviewFactory
from agent360_models.hibachi.identity.factories import (
    RolePermissionFactory,
    SocialAccountFactory,
    StationAccessTokenFactory,
    StationAuditLogFactory,
    StationUserFactory,
    UserFactory,
    UserRoleFactory,
)
from agent360_models.hibachi.identity.models import StationAccessToken, StationAuditLog, User

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


def test_no_page_shows_or_takes_a_secret(ada: Client) -> None:
    """Of a password, of a second factor, of a token, or of a login at another site."""
    user = UserFactory.create(hashed_password=HASH, mfa_secret=HASH, backup_codes=[HASH], mfa_backup_codes=[HASH])
    token = StationAccessTokenFactory.create(user=user)
    account = SocialAccountFactory.create(user=user, access_token=HASH, refresh_token=HASH)

    shown = pages(ada, "user", user.pk) + pages(ada, "stationaccesstoken", token.pk)
    shown += pages(ada, "socialaccount", account.pk)

    assert HASH not in shown
    assert token.token_hash not in shown
    for column in ("hashed_password", "mfa_secret", "backup_codes", "token_hash", "access_token", "refresh_token"):
        assert f'name="{column}' not in shown


def test_a_list_shows_no_contact_data_and_finds_by_it(ada: Client) -> None:
    """By the whole address, in any case."""
    user = UserFactory.create(email="ada@example.com")
    UserFactory.create()

    found = ada.get(page("user_changelist"), {"q": "Ada@Example.com"})

    assert list(found.context["cl"].result_list) == [user]
    assert "ada@example.com" not in found.content.decode()


def test_a_password_outlives_a_change(ada: Client) -> None:
    user = UserFactory.create(hashed_password=HASH)
    url = page("user_change", user.pk)
    form = ada.get(url).context["adminform"].form
    given = {bound.name: bound.value() for bound in form if bound.value() is not None}
    del given["email_verified_at"]

    answer = ada.post(url, {**given, "full_name": "Ada", "metadata": "{}"})

    assert answer.status_code == 302, answer.context["errors"]
    assert set(User.objects.values_list("full_name", "hashed_password")) == {("Ada", HASH)}


def test_a_token_is_neither_added_nor_changed(ada: Client) -> None:
    """A row alone opens no door."""
    token = StationAccessTokenFactory.create()

    assert ada.get(page("stationaccesstoken_add")).status_code == 403
    ada.post(page("stationaccesstoken_change", token.pk), {"role": "super_admin", "is_revoked": "on"})

    stored = StationAccessToken.objects.get()
    assert (stored.role, stored.is_revoked) == (token.role, False)


def test_tokens_are_revoked(ada: Client) -> None:
    token, kept = StationAccessTokenFactory.create(), StationAccessTokenFactory.create()

    ada.post(page("stationaccesstoken_changelist"), {"action": "revoke", "_selected_action": [token.pk]})

    assert set(StationAccessToken.objects.filter(is_revoked=False)) == {kept}


def related(client: Client, row: Any) -> dict[str, Any]:
    """Return what the page of a row shows of the rows that point at it, in few queries."""
    with CaptureQueriesContext(connections["booking"]) as queries:
        answer = client.get(reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]))
    assert len(queries) <= 15
    return {one.title: one for one in answer.context["related_rows"]}


def test_from_a_booking_one_clicks_to_who_may_see_it(ada: Client) -> None:
    """Its station, the users there, their roles, and what these may do; rows of two keys stand on both pages."""
    booking = BookingFactory.create()
    member = StationUserFactory.create(station=booking.station)
    role = UserRoleFactory.create(user=member.user).role
    permission = RolePermissionFactory.create(role=role).permission

    listed = ada.get(reverse("admin:hibachi_core_booking_changelist")).content.decode()

    assert page("station_change", booking.station_id) in listed
    assert page("user_change", member.user_id) in str(related(ada, booking.station)["Station users"].rows)
    roles = related(ada, member.user)["User roles by User"]
    assert page("role_change", role.pk) in str(roles.rows)
    assert roles.url == ""
    assert page("permission_change", permission.pk) in str(related(ada, role)["Role permissions"].rows)


def test_a_log_is_only_read(ada: Client) -> None:
    log = StationAuditLogFactory.create()

    answers = [
        ada.get(page("stationauditlog_change", log.pk)).status_code,
        ada.post(page("stationauditlog_change", log.pk), {"action": "delete"}).status_code,
        ada.post(page("stationauditlog_delete", log.pk), {"post": "yes"}).status_code,
        ada.get(page("stationauditlog_add")).status_code,
    ]

    assert answers == [200, 403, 403, 403]


def test_a_part_of_a_text_is_looked_for_among_the_latest_rows(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the time that has an index, as a UUID says no order; not by one that they all share."""
    then = timezone.now()
    made = [StationAuditLogFactory.create(created_at=then - timedelta(days=day)) for day in (1, 0, 2)]
    monkeypatch.setattr("agent360_models.admin._search.SearchAdmin.searched_rows", 1)

    latest = ada.get(page("stationauditlog_changelist"), {"q": "pdat"})
    StationAuditLog.objects.update(created_at=then)
    one = ada.get(page("stationauditlog_changelist"), {"q": "pdat"})

    assert list(latest.context["cl"].result_list) == [made[1]]
    assert "Searched only the last 1 rows by “Created at”" in next(iter(latest.context["messages"])).message
    assert len(one.context["cl"].result_list) == 1


def test_a_key_of_many_rows_has_no_page(ada: Client) -> None:
    """Such as that of a view."""
    review = CustomerReviewFactory.create()
    CustomerReviewFactory.create(station=review.station, negative=True)

    answer = ada.get(reverse("admin:hibachi_feedback_reviewanalytics_change", args=[review.station_id]))

    assert answer.status_code == 302
