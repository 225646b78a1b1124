"""Row-level security: a role that does not own the tables sees the rows of its user's stations."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import DataError, ProgrammingError, connections, transaction

from agent360_models.hibachi.core.factories import BookingFactory
from agent360_models.hibachi.core.models import Booking, Customer
from agent360_models.hibachi.identity.factories import StationAuditLogFactory, StationUserFactory
from agent360_models.hibachi.identity.models import StationAuditLog, StationUser, User

pytestmark = pytest.mark.django_db(databases=["booking"])


@pytest.fixture
def clerk() -> Iterator[str]:
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
    with transaction.atomic(using="booking"), connections["booking"].cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        if user is not None:
            cursor.execute("SELECT set_config('app.current_user_id', %s, true)", [str(user.pk)])
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


def test_without_the_setting_a_query_fails(clerk: str) -> None:
    """The session may have had it in an earlier transaction, and then it is empty."""
    with pytest.raises((ProgrammingError, DataError), match=r"app\.current_user_id|type uuid"):
        seen(clerk, None)
