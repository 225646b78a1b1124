"""Tokens are shown once, stored as hashes, and open the door while they are live."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.serializers import serialize
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agent360_models.hibachi.identity.factories import StationAccessTokenFactory, StationFactory, UserFactory
from agent360_models.hibachi.identity.models import StationAccessToken, User

LATER = datetime(2100, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["booking"])


def test_a_token_is_shown_once_and_opens_the_door(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """By one query, which brings the user and the station along and writes nothing."""
    station, user = StationFactory.create(), UserFactory.create()

    row, token = StationAccessToken.objects.issue(station=station, user=user, expires_at=LATER)
    row.full_clean()

    with django_assert_num_queries(1, using="booking"):
        found = StationAccessToken.objects.authenticate(token)
        assert found is not None
        assert (found, found.station, found.user, found.last_used_at) == (row, station, user, None)
    stored = json.dumps(json.loads(serialize("json", [found]))) + f"{found} {found!r}"
    assert token not in stored
    assert token.startswith(row.token_prefix)
    assert StationAccessToken.objects.authenticate(token.swapcase()) is None
    assert StationAccessToken.objects.authenticate("") is None
    assert StationAccessToken.objects.authenticate("\ud800") is None


def test_no_two_tokens_are_alike() -> None:
    station, user = StationFactory.create(), UserFactory.create()

    tokens = {StationAccessToken.objects.issue(station=station, user=user, expires_at=LATER)[1] for _ in range(20)}

    assert len(tokens) == 20
    assert min(map(len, tokens)) > 43  # 256 bits


@pytest.mark.parametrize(
    "state",
    [
        {"expired": True},
        {"revoked": True},
        {"user__suspended": True},
        {"user__invited": True},
        {"station__closed": True},
    ],
    ids=str,
)
def test_a_door_stays_shut(state: dict[str, Any]) -> None:
    """To a token that is over, to who may not log in, and to a station that is closed."""
    StationAccessTokenFactory.create(token="st_of-a-test", **state)

    assert StationAccessToken.objects.authenticate("st_of-a-test") is None


def test_a_token_is_used_and_revoked() -> None:
    """Revoking twice keeps the first time."""
    token = StationAccessTokenFactory.create(token="st_of-a-test")
    start = timezone.now()

    token.mark_used()
    token.revoke()
    first = token.revoked_at
    token.revoke()

    stored = StationAccessToken.objects.get()
    assert stored.last_used_at is not None
    assert stored.revoked_at is not None
    assert start <= stored.last_used_at <= stored.revoked_at <= timezone.now()
    assert stored.revoked_at == token.revoked_at == first
    assert StationAccessToken.objects.authenticate("st_of-a-test") is None


def test_a_token_itself_is_refused_by_the_database() -> None:
    """Who stores one by mistake is told."""
    with pytest.raises(IntegrityError, match="ck_station_access_tokens_token_hash"):
        StationAccessTokenFactory.create(token_hash="st_of-a-test")


def test_a_token_goes_with_its_user() -> None:
    StationAccessTokenFactory.create()

    User.objects.all().delete()

    assert not StationAccessToken.objects.exists()
