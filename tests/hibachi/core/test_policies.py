"""Row-level security: a role that does not own the tables sees the rows of its user's stations."""

from contextlib import nullcontext
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connections, transaction

from agent360_models.exceptions import RowSecurityError
from agent360_models.hibachi.core.factories import BookingFactory
from agent360_models.hibachi.core.models import Booking, Customer
from agent360_models.hibachi.identity.factories import StationAuditLogFactory, StationUserFactory
from agent360_models.hibachi.identity.models import StationAuditLog, StationUser, User
from agent360_models.row_security import acting_as

pytestmark = pytest.mark.django_db(databases=["booking"])


@pytest.fixture
def clerk() -> str:
    """Return a role that may read all tables of two schemas; the transaction of the test undoes it."""
    role = f"clerk_{uuid4().hex}"
    with connections["booking"].cursor() as cursor:
        cursor.execute(
            f"CREATE ROLE {role}; GRANT USAGE ON SCHEMA core, identity TO {role};"
            f"GRANT SELECT ON ALL TABLES IN SCHEMA core, identity TO {role}"
        )
    return role


def seen(role: str, user: User | None) -> list[int]:
    """Return how many customers, bookings and logs the role sees for a user."""
    settings = {} if user is None else {"app.current_user_id": user.pk}
    with transaction.atomic(using="booking"), connections["booking"].cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        with acting_as(settings) if settings else nullcontext():
            counts = [model.objects.count() for model in (Customer, Booking, StationAuditLog)]
        cursor.execute("RESET ROLE")
    return counts


def test_a_user_sees_the_rows_of_the_own_stations(clerk: str) -> None:
    """A place that is over shows nothing; an admin anywhere sees all but logs, a super admin all."""
    booking, _another = BookingFactory.create_batch(2)
    StationAuditLogFactory.create(station=booking.station)
    StationAuditLogFactory.create()
    place = StationUserFactory.create(station=booking.station)

    assert seen(clerk, place.user) == [1, 1, 1]
    assert seen(clerk, StationUserFactory.create(station=booking.station, former=True).user) == [0, 0, 0]
    assert seen(clerk, StationUserFactory.create(admin=True).user) == [2, 2, 0]
    assert seen(clerk, StationUserFactory.create(role=StationUser.Role.SUPER_ADMIN).user) == [2, 2, 2]


def test_without_the_setting_the_error_says_what_to_do(clerk: str) -> None:
    with pytest.raises(RowSecurityError, match=r"acting_as\({'app\.current_user_id': \.\.\.}\)"):
        seen(clerk, None)


def test_a_user_writes_rows_of_the_own_stations_only(clerk: str) -> None:
    """A policy without a word on it holds for what is written too."""
    booking, other = BookingFactory.create_batch(2)
    place = StationUserFactory.create(station=booking.station)
    with connections["booking"].cursor() as cursor:
        cursor.execute(f"GRANT UPDATE ON core.bookings TO {clerk}; SET LOCAL ROLE {clerk}")
        with acting_as({"app.current_user_id": place.user_id}):
            assert Booking.objects.update(zone="fresno") == 1
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(using="booking"):
                Booking.objects.update(station=other.station_id)
        cursor.execute("RESET ROLE")

    assert set(Booking.objects.values_list("pk", "zone")) == {(booking.pk, "fresno"), (other.pk, other.zone)}
