"""A project with agent360, hibachi and migochat, each on an alias of its own."""

import pytest
from django.apps import apps
from django.core import checks
from django.db import connections
from pytest_django import DjangoAssertNumQueries

from agent360_models.families import labels
from agent360_models.testing.assertions import assert_no_drift

ALIASES = {"agent360": "default", "hibachi": "booking", "migochat": "chat"}

pytestmark = pytest.mark.django_db(databases=[*ALIASES.values()])


def test_check_is_silent() -> None:
    """Also where it looks into the databases."""
    configs = [apps.get_app_config(label) for label in labels(*ALIASES)]

    assert checks.run_checks(configs, databases=[*ALIASES.values()]) == []


@pytest.mark.parametrize(("family", "alias"), ALIASES.items())
def test_no_alias_has_drifted(family: str, alias: str) -> None:
    assert_no_drift(alias, *labels(family))


def test_three_tables_named_users_are_three_tables() -> None:
    from agent360_models.agent360.core.factories import UserFactory as SalesUserFactory
    from agent360_models.agent360.core.models import User as SalesUser
    from agent360_models.hibachi.identity.factories import UserFactory
    from agent360_models.hibachi.identity.models import User
    from agent360_models.migochat.factories import UserFactory as ChatUserFactory
    from agent360_models.migochat.models import User as ChatUser

    SalesUserFactory.create()
    UserFactory.create_batch(2)
    ChatUserFactory.create_batch(3)

    models = (SalesUser, User, ChatUser)
    assert [model._meta.db_table for model in models] == ["users", '"identity"."users"', "users"]
    assert [model._default_manager.count() for model in models] == [1, 2, 3]
    assert [model._default_manager.all().db for model in models] == ["default", "booking", "chat"]
    with connections["booking"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM identity.users")
        assert cursor.fetchone() == (2,)


def test_one_query_joins_across_schemas(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """``core`` with ``identity``, ``feedback`` and ``integra``; ``lead`` with ``core`` and ``identity``."""
    from agent360_models.hibachi.core.factories import BookingFactory
    from agent360_models.hibachi.core.models import Booking
    from agent360_models.hibachi.feedback.factories import CustomerReviewFactory
    from agent360_models.hibachi.integra.factories import PaymentMatchFactory
    from agent360_models.hibachi.lead.factories import LeadFactory
    from agent360_models.hibachi.lead.models import Lead

    booking, _another = BookingFactory.create_batch(2, offered=True)
    review = CustomerReviewFactory.create(booking=booking)
    match = PaymentMatchFactory.create(booking=booking)
    LeadFactory.create(customer=booking.customer)

    with django_assert_num_queries(1, using="booking"):
        found = Booking.objects.select_related("customer", "chef", "station").get(
            customer_reviews=review, payment_matches__payment_event=match.payment_event
        )
        assert (found.customer, found.chef, found.station) == (booking.customer, booking.chef, booking.station)
    with django_assert_num_queries(1, using="booking"):
        lead = Lead.objects.select_related("customer__station").get(customer__bookings=booking)
        assert lead.customer is not None
        assert lead.customer.station == booking.station
