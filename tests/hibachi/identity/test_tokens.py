"""Tokens are shown once, stored as hashes, and open the door while they are live."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.serializers import serialize
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agent360_models.hibachi.identity.factories import StationAccessTokenFactory, StationFactory, UserFactory
from agent360_models.hibachi.identity.models import Station, StationAccessToken

LATER = datetime(2100, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["booking"])


def issue(**columns: Any) -> tuple[StationAccessToken, str]:
    given = {"station": StationFactory.create(), "user": UserFactory.create(), "role": "admin", "expires_at": LATER}
    return StationAccessToken.objects.issue(**{**given, **columns})


def test_a_token_is_shown_once_and_opens_the_door(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """By one query, which brings the station along and writes nothing."""
    user = UserFactory.create()

    row, token = issue(user=user, permissions=["booking:read"])
    row.full_clean()

    with django_assert_num_queries(1, using="booking"):
        found = StationAccessToken.objects.authenticate(token)
        assert found is not None
        assert (found, found.station, found.user_id) == (row, row.station, user.pk)
    assert (found.role, found.permissions) == ("admin", ["booking:read"])
    stored = json.dumps(json.loads(serialize("json", [found]))) + f"{found} {found!r}"
    assert token not in stored
    for wrong in (token.swapcase(), "", "\ud800"):
        assert StationAccessToken.objects.authenticate(wrong) is None


def test_no_two_tokens_are_alike() -> None:
    station, user = StationFactory.create(), UserFactory.create()

    tokens = {issue(station=station, user=user)[1] for _ in range(20)}

    assert len(tokens) == StationAccessToken.objects.values("jwt_id").distinct().count() == 20
    assert min(map(len, tokens)) > 43  # 256 bits


@pytest.mark.parametrize(
    "state",
    [
        {"expired": True},
        {"revoked": True},
        {"user__suspended": True},
        {"user__pending": True},
        {"user__deleted": True},
        {"station__inactive": True},
        {"station__status": Station.Status.SUSPENDED},
    ],
    ids=str,
)
def test_a_door_stays_shut(state: dict[str, Any]) -> None:
    """To a token that is over, to who may not log in, and to a station that is not at work."""
    StationAccessTokenFactory.create(token="st_of-a-test", **state)

    assert StationAccessToken.objects.authenticate("st_of-a-test") is None


def test_a_token_is_revoked_once() -> None:
    """Revoking twice keeps the first time."""
    token = StationAccessTokenFactory.create(token="st_of-a-test")
    assert StationAccessToken.objects.authenticate("st_of-a-test") == token
    start = timezone.now()

    token.revoke()
    first = token.revoked_at
    token.revoke()

    stored = StationAccessToken.objects.get()
    assert stored.revoked_at is not None
    assert start <= stored.revoked_at <= timezone.now()
    assert (stored.revoked_at, stored.is_revoked) == (token.revoked_at, token.is_revoked) == (first, True)
    assert StationAccessToken.objects.authenticate("st_of-a-test") is None


def test_a_token_goes_with_its_station() -> None:
    StationAccessTokenFactory.create()

    Station.objects.all().delete()

    assert not StationAccessToken.objects.exists()
