"""Chefs: their skills as an array of labels, their hours, and who is free."""

import html
import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.db.models import Case, F, Value, When
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agent360_models.hibachi.core.factories import (
    BookingFactory,
    ChefFactory,
    ChefTimeOffFactory,
    CustomerFactory,
)
from agent360_models.hibachi.core.models import Chef, Customer
from agent360_models.hibachi.identity.factories import StationFactory
from tests.hibachi.core.helpers import form_of

Skill = Chef.Skill

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


# Skills


def test_skills_are_written_in_every_way_and_read_as_members() -> None:
    chef, other = ChefFactory.create(skills=[]), ChefFactory.create(skills=[Skill.HALAL])

    def skills() -> list[Any]:
        return [Chef.objects.get(pk=row.pk).skills for row in (chef, other)]

    assert skills() == [[], [Skill.HALAL]]
    chef.skills = [Skill.SUSHI, Skill.VEGAN]
    chef.save()
    assert skills() == [[Skill.SUSHI, Skill.VEGAN], [Skill.HALAL]]
    assert type(skills()[0][0]) is Skill

    chef.skills, other.skills = [Skill.SHOW], []
    Chef.objects.bulk_update([chef, other], ["skills"])
    assert skills() == [[Skill.SHOW], []]

    vegan = Value([Skill.VEGAN], Chef._meta.get_field("skills"))
    Chef.objects.update(skills=Case(When(pk=chef.pk, then=vegan), default=F("skills")))
    assert skills() == [[Skill.VEGAN], []]


def test_skills_are_upserted_and_created_in_bulk() -> None:
    chef = ChefFactory.create(skills=[])
    rows = [ChefFactory.build(station=chef.station, skills=[skill]) for skill in Skill]

    Chef.objects.bulk_create(rows)
    assert Chef.objects.upsert([{"id": chef.pk, "skills": [Skill.SUSHI, Skill.HALAL]}]).updated == 1

    assert sorted(Chef.objects.values_list("skills", flat=True)) == sorted(
        [*([skill] for skill in Skill), [Skill.SUSHI, Skill.HALAL]]
    )
    with connections["booking"].cursor() as cursor:
        cursor.execute("SELECT skills::text FROM core.chefs WHERE id = %s", [chef.pk])
        assert cursor.fetchone() == ("{sushi,halal}",)


def test_a_chef_has_all_of_the_skills_that_are_asked_for() -> None:
    both = ChefFactory.create(skills=[Skill.SUSHI, Skill.VEGAN, Skill.SHOW])
    ChefFactory.create(skills=[Skill.SUSHI])

    assert list(Chef.objects.with_skills(Skill.VEGAN, Skill.SUSHI)) == [both]
    assert Chef.objects.with_skills().count() == 2
    assert Chef.objects.filter(skills__overlap=[Skill.SUSHI]).count() == 2


def test_skills_are_typed_in_the_admin_as_a_list(admin_client: Client) -> None:
    chef = ChefFactory.create(skills=[Skill.SHOW])
    url = reverse("admin:hibachi_core_chef_change", args=[chef.pk])
    form = form_of(admin_client, url)
    form["weekly_hours"] = json.dumps(chef.weekly_hours)

    wrong = admin_client.post(url, {**form, "skills": "sushi,ikebana"})
    right = admin_client.post(url, {**form, "skills": "sushi,vegan"})

    assert "ikebana is not one of the available choices" in html.unescape(wrong.content.decode())
    assert right.status_code == 302
    assert Chef.objects.get(pk=chef.pk).skills == [Skill.SUSHI, Skill.VEGAN]


# Who is free

ZONE = ZoneInfo("America/Los_Angeles")


def saturday(hour: float) -> datetime:
    return datetime(2026, 6, 6, tzinfo=ZONE) + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("begin", "end", "is_free"),
    [
        (10, 13, True),
        (9.5, 13, False),
        (23, 26, True),
        (24 - 1 / 60, 26, True),
        (23, 26.01, False),
        (24, 25, False),  # this is Sunday
        (34, 37, True),  # on Sunday at ten
        (43, 46.5, False),  # on Sunday until half past ten
        (48 + 12, 48 + 15, False),  # on Monday
    ],
)
def test_chefs_work_by_the_clock_of_their_station(begin: float, end: float, is_free: bool) -> None:
    station = StationFactory.create(time_zone=ZONE.key)
    chef = ChefFactory.create(station=station)

    found = Chef.objects.free_between(saturday(begin).astimezone(ZoneInfo("UTC")), saturday(end), station=station)

    assert list(found) == ([chef] if is_free else [])


def test_who_is_away_or_taken_or_lacks_a_skill_is_not_free(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    station = StationFactory.create(time_zone=ZONE.key)
    free = ChefFactory.create(station=station, sushi=True)
    party = {"starts_at": saturday(17), "ends_at": saturday(20)}
    ChefTimeOffFactory.create(chef=ChefFactory.create(station=station, sushi=True), **party)
    for status in ("offered", "confirmed"):
        taken = ChefFactory.create(station=station, sushi=True)
        BookingFactory.create(chef=taken, **{status: True}, **party)
    ChefFactory.create(station=station, sushi=True, on_leave=True)
    ChefFactory.create(station=station, sushi=True, max_guests=10)
    ChefFactory.create(station=station, sushi=True, weekly_hours={})
    ChefFactory.create(station=station)
    ChefFactory.create(sushi=True)
    # What does not matter: a request, what was cancelled, and what ends before.
    BookingFactory.create(chef=free, **party)
    BookingFactory.create(chef=free, cancelled=True, **party)
    BookingFactory.create(chef=free, confirmed=True, starts_at=saturday(14), ends_at=saturday(17))

    with django_assert_num_queries(1, using="booking"):
        found = list(
            Chef.objects.free_between(saturday(17), saturday(20), station=station, skills=["sushi"], guests=12)
        )

    assert found == [free]


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        (["friday"], "Give an object"),
        ({"Friday": ["16:00", "22:00"]}, "“Friday” is no weekday"),
        ({"friday": "16:00-22:00"}, "From when until when on friday"),
        ({"friday": ["16:00"]}, "From when until when on friday"),
        ({"friday": ["16:00", 22]}, "From when until when on friday"),
        ({"friday": ["4pm", "10pm"]}, "From when until when on friday"),
        ({"friday": ["22:00", "16:00"]}, "From when until when on friday"),
    ],
)
def test_hours_that_nobody_could_read_are_refused(hours: Any, message: str) -> None:
    chef = ChefFactory.create()
    chef.weekly_hours = hours

    with pytest.raises(ValidationError, match=message):
        chef.full_clean()


# Customers


def test_a_customer_is_found_by_e_mail_in_any_case_and_is_there_once() -> None:
    customer = CustomerFactory.create(email="Ada@Example.com")
    elsewhere = CustomerFactory.create(email="ada@example.com")

    assert list(Customer.objects.by_email("ADA@example.COM", station=customer.station)) == [customer]
    elsewhere.station = customer.station
    with pytest.raises(ValidationError, match="has a customer with this e-mail address already"):
        elsewhere.full_clean()


def test_a_customer_can_be_reached() -> None:
    with pytest.raises(ValidationError, match="an e-mail address or a phone number"):
        CustomerFactory.build(station=StationFactory.create(), email=None).full_clean()
