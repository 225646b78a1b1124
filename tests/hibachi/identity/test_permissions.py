"""What a user may do, by the role everywhere and by the role at a station."""

import pytest
from pytest_django import DjangoAssertNumQueries

from agent360_models.hibachi.identity.factories import (
    PermissionFactory,
    RoleFactory,
    RolePermissionFactory,
    StationUserFactory,
    UserFactory,
)
from agent360_models.hibachi.identity.models import Permission, Role, Station, User

pytestmark = pytest.mark.django_db(databases=["booking"])


def role_with(*codes: str) -> Role:
    role = RoleFactory.create()
    for code in codes:
        known = Permission.objects.filter(code=code).first()
        RolePermissionFactory.create(role=role, permission=known or PermissionFactory.create(code=code))
    return role


def codes(user: User, station: Station | None = None) -> list[str]:
    return sorted(user.permissions(station=station).values_list("code", flat=True))


def test_a_role_allows_something_everywhere_and_another_at_a_station() -> None:
    """What both allow is there once; the role of one station is worth nothing at another."""
    PermissionFactory.create(code="users.delete")
    user = UserFactory.create(role=role_with("bookings.view", "reports.view"))
    mine = StationUserFactory.create(user=user, role=role_with("bookings.view", "bookings.cancel")).station
    theirs = StationUserFactory.create(role=role_with("stations.close")).station

    assert codes(user) == ["bookings.view", "reports.view"]
    assert codes(user, mine) == ["bookings.cancel", "bookings.view", "reports.view"]
    assert codes(user, theirs) == codes(user)


def test_who_left_a_station_has_no_role_there() -> None:
    place = StationUserFactory.create(role=role_with("bookings.cancel"), former=True)

    assert codes(place.user, place.station) == []


@pytest.mark.parametrize("status", [status for status in User.Status if status != User.Status.ACTIVE])
def test_who_is_not_active_may_do_nothing(status: str) -> None:
    """Whatever the object in hand says: the row counts."""
    role = role_with("bookings.cancel")
    place = StationUserFactory.create(user__role=role, role=role)
    User.objects.update(status=status)

    assert codes(place.user, place.station) == []


def test_permissions_are_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Also where they are filtered further."""
    place = StationUserFactory.create(role=role_with("bookings.view", "bookings.cancel"))

    with django_assert_num_queries(1, using="booking"):
        assert place.user.permissions(station=place.station).filter(code="bookings.cancel").exists()


def test_a_role_has_its_permissions_and_they_their_roles() -> None:
    """By the table between them."""
    role = role_with("bookings.view")

    assert [permission.code for permission in role.permissions.all()] == ["bookings.view"]
    assert list(role.permissions.get().roles.all()) == [role]
