"""What a user may do, by roles everywhere and by the place at a station."""

import pytest
from pytest_django import DjangoAssertNumQueries

from agent360_models.hibachi.identity.factories import (
    PermissionFactory,
    RoleFactory,
    RolePermissionFactory,
    StationUserFactory,
    UserFactory,
    UserRoleFactory,
)
from agent360_models.hibachi.identity.models import Permission, Role, RolePermission, Station, User, UserRole

pytestmark = pytest.mark.django_db(databases=["booking"])


def role_with(*names: str, role: Role.Type = Role.Type.STAFF) -> Role:
    found = RoleFactory.create(name=role)
    for name in names:
        RolePermissionFactory.create(role=found, permission=PermissionFactory.create(name=name))
    return found


def names(user: User, station: Station | None = None) -> list[str]:
    return sorted(user.permissions(station=station).values_list("name__text", flat=True))


def test_roles_allow_something_everywhere_and_a_place_more_at_its_station() -> None:
    """What two of them allow is there once; the place at one station is worth nothing at another."""
    PermissionFactory.create(name="user:delete")
    PermissionFactory.create(name="booking:cancel")
    user = UserFactory.create()
    UserRoleFactory.create(user=user, role=role_with("booking:read", "review:read"))
    UserRoleFactory.create(user=user, role=role_with("booking:read", "payment:read", role=Role.Type.VIEWER))
    extra = ["booking:cancel", "booking:read", "nothing:known"]
    mine = StationUserFactory.create(user=user, additional_permissions=extra).station
    theirs = StationUserFactory.create(additional_permissions=["user:delete"]).station

    assert names(user) == ["booking:read", "payment:read", "review:read"]
    assert names(user, mine) == ["booking:cancel", "booking:read", "payment:read", "review:read"]
    assert names(user, theirs) == names(user)


@pytest.mark.parametrize("trait", ["former", "expired"])
def test_who_left_a_station_has_nothing_there(trait: str) -> None:
    PermissionFactory.create(name="booking:cancel")
    place = StationUserFactory.create(additional_permissions=["booking:cancel"], **{trait: True})

    assert names(place.user, place.station) == []


def test_a_role_that_is_not_active_gives_nothing() -> None:
    given = UserRoleFactory.create(role=role_with("booking:read"))
    assert names(given.user) == ["booking:read"]

    Role.objects.update(is_active=False)

    assert names(given.user) == []


def test_a_super_admin_may_do_all() -> None:
    PermissionFactory.create_batch(3)

    assert len(names(UserFactory.create(super_admin=True))) == 3


@pytest.mark.parametrize(
    "columns", [*({"status": status} for status in User.Status if status != "active"), {"deleted": True}], ids=str
)
def test_who_is_not_active_may_do_nothing(columns: dict[str, object]) -> None:
    """Whatever the object in hand says: the row counts."""
    user = UserFactory.create(super_admin=True, **columns)
    UserRoleFactory.create(user=user, role=role_with("booking:cancel"))
    place = StationUserFactory.create(user=user, additional_permissions=["booking:cancel"])
    user.status, user.deleted_at = User.Status.ACTIVE, None

    assert names(user, place.station) == []


def test_permissions_are_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Also where they are filtered further."""
    PermissionFactory.create(name="booking:cancel")
    place = StationUserFactory.create(additional_permissions=["booking:cancel"])

    with django_assert_num_queries(1, using="booking"):
        assert place.user.permissions(station=place.station).filter(name="booking:cancel").exists()


def test_a_role_has_its_permissions_and_they_their_roles() -> None:
    """By the table between them, whose key is of two columns."""
    role = role_with("booking:read")
    given = RolePermission.objects.get()

    assert [permission.name for permission in role.permissions.all()] == ["booking:read"]
    assert list(role.permissions.get().roles.all()) == [role]
    assert RolePermission.objects.get(pk=(role.pk, given.permission_id)) == given
    assert RolePermission.objects.upsert([{"role_id": role.pk, "permission_id": given.permission_id}]).unchanged == 1


def test_rows_between_go_with_either_end() -> None:
    given = UserRoleFactory.create(role=role_with("booking:read"), assigned_by=UserFactory.create())

    assert given.assigned_by is not None
    given.assigned_by.delete()
    assert UserRole.objects.get().assigned_by is None
    given.user.delete()
    Permission.objects.all().delete()

    assert not UserRole.objects.exists()
    assert not RolePermission.objects.exists()
