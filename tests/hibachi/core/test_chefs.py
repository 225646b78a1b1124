"""Chefs: who is free, where they go and what they can do; prices; and customers."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agent360_models.hibachi.core.factories import (
    PARTY,
    SLOT,
    BookingFactory,
    ChefFactory,
    CustomerFactory,
    PricingTierFactory,
)
from agent360_models.hibachi.core.models import Chef, Customer, PricingTier
from agent360_models.hibachi.exceptions import InvalidValueError
from tests.hibachi.core.helpers import form_of

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def test_who_is_taken_or_elsewhere_or_lacks_a_skill_is_not_free(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    free = ChefFactory.create(skills=["teppanyaki", "sushi"])
    BookingFactory.create(confirmed=True, chef=ChefFactory.create(skills=["sushi"]))
    ChefFactory.create(skills=["sushi"], zones=["fresno"])
    ChefFactory.create(skills=["sushi"], inactive=True)
    ChefFactory.create(skills=["sushi"], deleted=True)
    without = ChefFactory.create(skills=None)
    # What does not matter: another slot, and what is deleted.
    BookingFactory.create(confirmed=True, chef=free, slot=time(12))
    BookingFactory.create(chef=free, deleted=True)

    with django_assert_num_queries(1, using="booking"):
        found = list(Chef.objects.free(PARTY, SLOT, zone="sacramento", skills=["sushi"]))

    assert found == [free]
    assert set(Chef.objects.free(PARTY, SLOT, zone="sacramento")) == {free, without}


def test_a_chef_has_all_of_the_skills_that_are_asked_for() -> None:
    both = ChefFactory.create(skills=["sushi", "vegan", "show"])
    ChefFactory.create(skills=["sushi"])

    assert list(Chef.objects.with_skills("vegan", "sushi")) == [both]
    assert Chef.objects.with_skills().count() == 2


def test_zones_and_skills_are_typed_in_the_admin_as_lists(admin_client: Client) -> None:
    chef = ChefFactory.create()
    url = reverse("admin:hibachi_core_chef_change", args=[chef.pk])

    answer = admin_client.post(url, {**form_of(admin_client, url), "zones": "fresno,napa", "skills": ""})

    assert answer.status_code == 302
    chef.refresh_from_db()
    assert chef.zones == ["fresno", "napa"]
    assert not chef.skills


def test_a_tier_costs_the_base_price_and_more_for_each_guest() -> None:
    tier = PricingTierFactory.create(base_price=20_000, price_per_guest=5_500)
    PricingTierFactory.create(is_active=False)

    assert tier.total_for(12) == 20_000 + 12 * 5_500
    for guests in (9, 41):
        with pytest.raises(InvalidValueError, match=f"for 10 to 40 guests, not for {guests}"):
            tier.total_for(guests)
    assert list(PricingTier.objects.active()) == [tier]


def test_an_address_has_one_customer_that_is_not_deleted() -> None:
    """What is encrypted is compared as it is."""
    CustomerFactory.create(email_encrypted="gAAAAA-ada", deleted=True)
    customer = CustomerFactory.create(email_encrypted="gAAAAA-ada")

    with pytest.raises(ValidationError, match="There is a customer with this e-mail address already"):
        CustomerFactory.build(email_encrypted="gAAAAA-ada", station=customer.station).full_clean()
    assert list(Customer.objects.live()) == [customer]


def test_the_admin_shows_nothing_that_is_encrypted(admin_client: Client) -> None:
    customer = CustomerFactory.create()
    url = reverse("admin:hibachi_core_customer_change", args=[customer.pk])

    answer = admin_client.post(url, {**form_of(admin_client, url), "notes": "Peanuts"})

    assert answer.status_code == 302
    stored = Customer.objects.get()
    assert (stored.notes, stored.email_encrypted) == ("Peanuts", customer.email_encrypted)
    pages = admin_client.get(url).content + admin_client.get(reverse("admin:hibachi_core_customer_changelist")).content
    assert b"gAAAAA" not in pages
