"""Users log in by e-mail, in whatever case; stations have time zones that there are."""

from uuid import uuid4

import pytest
from django.contrib.admin import AdminSite
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections
from django.db.models import Count
from django.test import RequestFactory

from agent360_models.hibachi.identity.admin import UserAdmin
from agent360_models.hibachi.identity.factories import (
    BUSINESS,
    StationAuditLogFactory,
    StationFactory,
    StationUserFactory,
    UserFactory,
)
from agent360_models.hibachi.identity.models import Station, User

pytestmark = pytest.mark.django_db(databases=["booking"])


def test_a_user_is_found_in_any_case_by_the_index() -> None:
    ada = UserFactory.create(email="Ada@Example.com")
    User.objects.bulk_create(User(email=f"{uuid4()}@example.com", business_id=BUSINESS) for _ in range(1000))

    assert list(User.objects.by_email("aDA@example.COM")) == [ada]
    assert "idx_users_email_lower" in User.objects.by_email("ada@example.com").explain()


@pytest.mark.parametrize("hidden", [(), ("email",)])
def test_a_search_does_not_find_an_address_that_a_project_hides(hidden: tuple[str, ...]) -> None:
    ada = UserFactory.create(email="ada@example.com", full_name="Ada")
    users = type("Users", (UserAdmin,), {"exclude": hidden})(User, AdminSite())

    found, _ = users.get_search_results(RequestFactory().get("/"), User.objects.all(), "ada@example.com")

    assert list(found) == ([] if hidden else [ada])


def test_an_address_has_one_user() -> None:
    """The form says it, and the database keeps it."""
    UserFactory.create(email="Ada@Example.com")

    with pytest.raises(ValidationError, match="There is a user with this e-mail address already"):
        UserFactory.build(email="ada@example.com").full_clean()
    with pytest.raises(IntegrityError, match="idx_users_email_lower"):
        UserFactory.create(email="ADA@example.com")


def test_addresses_of_networks_are_kept_as_they_are() -> None:
    """In a column inet, and in an array of them."""
    user = UserFactory.create(trusted_ips=["192.0.2.7", "2001:db8::1"], last_known_ip="192.0.2.7")
    with connections["booking"].cursor() as cursor:
        cursor.execute("UPDATE identity.users SET trusted_ips = trusted_ips || '10.0.0.0/8'::inet")

    user = User.objects.get(pk=user.pk)
    assert user.trusted_ips == ["192.0.2.7", "2001:db8::1", "10.0.0.0/8"]
    user.save()

    user.refresh_from_db()
    assert (user.trusted_ips, user.last_known_ip) == (["192.0.2.7", "2001:db8::1", "10.0.0.0/8"], "192.0.2.7")
    assert User.objects.filter(trusted_ips__contains=["192.0.2.7"]).get() == user


def test_a_time_zone_is_one_that_there_is() -> None:
    with pytest.raises(ValidationError, match="“California” is not a time zone"):
        StationFactory.build(timezone="California").full_clean()


def test_columns_of_json_are_looked_into_sorted_and_grouped() -> None:
    """They are of the type json, which has no operators of its own."""
    station = StationFactory.create(settings={"deposit": {"cents": 10_000}}, business_hours=None)
    StationFactory.create(settings={})
    StationUserFactory.create_batch(2, station=station)

    assert Station.objects.get(settings__deposit__cents__gt=9_999) == station
    assert Station.objects.get(settings={"deposit": {"cents": 10_000}}) == station
    assert Station.objects.filter(business_hours__isnull=True).distinct().count() == 2
    counted = Station.objects.annotate(people=Count("station_users")).order_by("people")
    assert [(row.people, row.settings) for row in counted] == [(0, {}), (2, station.settings)]


def test_a_log_goes_with_its_station() -> None:
    log = StationAuditLogFactory.create()

    assert Station.objects.all().delete()[1]["hibachi_identity.StationAuditLog"] == 1
    assert not type(log).objects.exists()
