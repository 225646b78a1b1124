"""Which events start an automation, and what it takes from them."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from agent360_models.automate.core.factories import AutomationFactory, EventFactory, TriggerFactory
from agent360_models.automate.core.models import Automation, Event, Trigger
from agent360_models.automate.exceptions import AppendOnlyError

PAYLOAD = {
    "order": {"id": 7, "total": 12.5, "country": "DE", "gift": True, "note": None, "tags": ["new", "vip"]},
    "items": [{"sku": "a"}, {"sku": "b"}],
    "__proto__": {"x": 1},
    "": "empty",
    "żółw": "🐢",
    "a.b": 1,
}

MATCHES: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"order.country": "DE"}, True),
    ({"order.country": ["PL", "DE"]}, True),
    ({"order.country": "de"}, False),
    ({"order.country": "DE", "order.id": 8}, False),
    ({"order.id": 7.0}, True),
    ({"order.id": "7"}, False),
    ({"order.total": 12.5}, True),
    ({"order.gift": True}, True),
    ({"order.gift": 1}, False),
    ({"order.id": True}, False),
    ({"order.note": None}, True),
    ({"order.missing": None}, False),
    ({"order.missing": "DE"}, False),
    ({"order.tags": "vip"}, True),
    ({"order.tags": ["old", "new"]}, True),
    ({"order.tags": "old"}, False),
    ({"order.tags.0": "new"}, True),
    ({"order.tags.2": "new"}, False),
    ({"order.tags.-1": "vip"}, False),
    ({"order.tags.\u0660": "new"}, False),
    ({f"order.tags.{'9' * 5000}": "new"}, False),
    ({"items.1.sku": "b"}, True),
    ({"items": "a"}, False),
    ({"order": "DE"}, False),
    ({"order.country.0": "D"}, False),
    ({"order.id.real": 7}, False),
    ({"__proto__.x": 1}, True),
    ({"__class__.__name__": "dict"}, False),
    ({"order.__len__": 6}, False),
    ({"żółw": "🐢"}, True),
    ({"a.b": 1}, False),
]


@pytest.mark.parametrize(("filters", "expected"), MATCHES, ids=lambda value: str(value)[:40])
def test_filters_name_paths_and_what_may_be_there(filters: dict[str, Any], expected: bool) -> None:
    """Every path has to have one of its values."""
    trigger = Trigger(type="order.paid", filters=filters, automation=Automation())

    trigger.full_clean(exclude=["automation"])

    assert trigger.matches(Event(type="order.paid", payload=PAYLOAD)) is expected


REFUSED: list[tuple[Any, str]] = [
    (None, "Filters are an object"),
    ([], "Filters are an object"),
    ("order.country", "Filters are an object"),
    (["order.country"], "Filters are an object"),
    (7, "Filters are an object"),
    ({"": "DE"}, "'' in filters is not a path"),
    ({"order..country": "DE"}, "'order..country' in filters is not a path"),
    ({".order": "DE"}, "'.order' in filters is not a path"),
    ({7: "DE"}, "The key 7 is not text"),
    ({"order.country": []}, "No value is allowed at 'order.country'"),
    ({"order.country": {"$ne": "DE"}}, "has to be text, numbers"),
    ({"order.country": [["DE"]]}, "has to be text, numbers"),
    ({"order.total": float("nan")}, "nan is not a number in JSON"),
    ({"order.country": "\0"}, "a character that PostgreSQL does not store"),
    ({"order.country": "\ud800"}, "a character that PostgreSQL does not store"),
    ({f"path{number}": 1 for number in range(101)}, "There are 101 filters"),
    ({"order.id": list(range(1001))}, "1,001 values are allowed"),
    ({"order.country": {1, 2}}, "A set is not JSON"),
]


@pytest.mark.parametrize(("filters", "message"), REFUSED, ids=lambda value: str(value)[:40])
def test_whatever_is_no_filter_is_refused_in_words(filters: Any, message: str) -> None:
    """As an error of the field."""
    trigger = Trigger(type="order.paid", filters=filters)

    with pytest.raises(ValidationError, match="filters") as error:
        trigger.full_clean(exclude=["automation"])

    assert list(error.value.message_dict) == ["filters"]
    assert message in str(error.value.message_dict["filters"])


def test_filters_that_were_never_validated_match_nothing_silently() -> None:
    """They are an error, since an event that nobody hears of is worse."""
    trigger = Trigger(type="order.paid", filters=["order.country"], automation=Automation())

    with pytest.raises(ValidationError, match="Filters are an object"):
        trigger.matches(Event(type="order.paid"))


def test_type_and_switch_count_too() -> None:
    """An automation that is switched off hears of nothing."""
    event = Event(type="order.paid", payload=PAYLOAD)

    assert Trigger(type="order.paid", automation=Automation()).matches(event)
    assert not Trigger(type="order", automation=Automation()).matches(event)
    assert not Trigger(type="order.paid", automation=Automation(enabled=False)).matches(event)


def test_the_payload_is_what_the_config_names() -> None:
    """All of it where it names nothing, and None for what is missing; never the event's own object."""
    event = Event(payload=PAYLOAD)
    config = {"payload": {"country": "order.country", "first": "items.0", "none": "order.missing"}, "own": [1]}

    found = Trigger(config=config).extract_payload(event)
    everything = Trigger().extract_payload(event)
    found["first"]["sku"] = everything["order"]["country"] = "changed"

    assert found == {"country": "DE", "first": {"sku": "changed"}, "none": None}
    assert (PAYLOAD["items"][0]["sku"], PAYLOAD["order"]["country"]) == ("a", "DE")  # type: ignore[index]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ([], "The config is an object"),
        ({"payload": ["order"]}, "payload is an object"),
        ({"payload": {"order": 7}}, "7 in payload, 'order' is not a path"),
        ({"payload": {"order": ""}}, "'' in payload, 'order' is not a path"),
        ({"payload": {"": "order"}}, "A name in payload is empty"),
        ({"payload": {"order": {"from": "order"}}}, "of type dict in payload, 'order' is not a path"),
    ],
    ids=str,
)
def test_whatever_is_no_config_is_refused_in_words(config: Any, message: str) -> None:
    """When it is saved in a form, and when it is used."""
    trigger = Trigger(type="order.paid", config=config)

    with pytest.raises(ValidationError) as error:
        trigger.full_clean(exclude=["automation"])
    with pytest.raises(ValidationError):
        trigger.extract_payload(Event(payload=PAYLOAD))

    assert message in str(error.value.message_dict["config"])


def test_many_names_for_one_large_value_are_refused() -> None:
    """Each would be a copy of it."""
    trigger = Trigger(config={"payload": {f"n{number}": "x" for number in range(1_000)}})

    with pytest.raises(ValidationError, match="too big"):
        trigger.extract_payload(Event(payload={"x": [0] * 1_000}))


def test_a_place_in_a_list_has_one_spelling() -> None:
    """Else many filters could go through one and the same list."""
    event = Event(payload={"a": ["x"]})

    assert Trigger(config={"payload": {"x": "a.0", "y": "a.00"}}).extract_payload(event) == {"x": "x", "y": None}


@pytest.mark.django_db
class TestEvents:
    def test_triggers_are_found_by_one_query(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        """However many automations there are."""
        ours = TriggerFactory.create_batch(3)
        TriggerFactory.create(type="order.sent")
        TriggerFactory.create(filters={"order.country": "FR"})
        TriggerFactory.create(automation=AutomationFactory.create(disabled=True))
        event = EventFactory.create()

        with django_assert_num_queries(1):
            found = Trigger.objects.for_event(event)
            assert [trigger.automation.name for trigger in found] == [trigger.automation.name for trigger in ours]

        assert found == ours

    def test_an_event_is_recorded_as_it_came(self) -> None:
        """With a trace of its own, or that of the event before."""
        first = Event.objects.record("order.paid", PAYLOAD, source="shop")
        second = Event.objects.record("order.sent", trace_id=first.trace_id)

        assert Event.objects.get(pk=first.pk).payload == PAYLOAD
        assert (first.source, second.payload, second.trace_id) == ("shop", {}, first.trace_id)
        assert Event.objects.record("order.paid").trace_id != first.trace_id

    @pytest.mark.parametrize("payload", [{"a": "\0"}, {"a": float("inf")}, {"a": b"no JSON"}, {1: 2}], ids=str)
    def test_what_cannot_be_stored_is_refused(self, payload: Any) -> None:
        """Before the database says so."""
        with pytest.raises(ValidationError, match="payload"):
            Event.objects.record("order.paid", payload)
        with pytest.raises(ValidationError, match="type"):
            Event.objects.record("")
        assert not Event.objects.exists()

    def test_an_event_is_never_changed(self) -> None:
        """Old ones may be deleted."""
        event = Event.objects.record("order.paid", trace_id=uuid4())
        event.source = "shop"

        with pytest.raises(AppendOnlyError, match=rf"Event {event.pk} is stored"):
            event.save()
        with pytest.raises(AppendOnlyError, match="Events cannot be changed"):
            Event.objects.update(source="shop")

        assert Event.objects.get().source == ""
        assert Event.objects.filter(created_at__lte=event.created_at).delete()[0] == 1
