"""Users log in by e-mail, in whatever case; stations have time zones that there are."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError, RestrictedError

from agent360_models.hibachi.identity.factories import StationAuditLogFactory, StationFactory, UserFactory
from agent360_models.hibachi.identity.models import Station, StationAuditLog, User

pytestmark = pytest.mark.django_db(databases=["booking"])


def test_a_user_is_found_in_any_case_by_the_index() -> None:
    ada = UserFactory.create(email="Ada@Example.com")
    User.objects.bulk_create(User(email=f"{uuid4()}@example.com", full_name="Somebody") for _ in range(1000))

    assert list(User.objects.by_email("aDA@example.COM")) == [ada]
    assert "users_email_key" in User.objects.by_email("ada@example.com").explain()


def test_an_address_has_one_user() -> None:
    """The form says it, and the database keeps it."""
    UserFactory.create(email="Ada@Example.com")

    with pytest.raises(ValidationError, match="There is a user with this e-mail address already"):
        UserFactory.build(email="ada@example.com").full_clean()
    with pytest.raises(IntegrityError, match="users_email_key"):
        UserFactory.create(email="ADA@example.com")


def test_a_time_zone_is_one_that_there_is() -> None:
    with pytest.raises(ValidationError, match="“California” is no time zone"):
        StationFactory.build(time_zone="California").full_clean()


def test_a_log_outlives_its_user_and_keeps_its_station() -> None:
    StationAuditLogFactory.create()

    User.objects.all().delete()

    assert StationAuditLog.objects.get().user is None
    with pytest.raises((ProtectedError, RestrictedError)):
        Station.objects.all().delete()
