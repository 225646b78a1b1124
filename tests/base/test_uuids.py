"""Keys that are UUIDs: random ones, and on request ones that sort by time."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent360_models.base import uuid7
from agent360_models.base import uuids as module
from tests.apps.bases.models import Event, Token


@pytest.mark.django_db
def test_the_key_is_known_before_the_row_is_saved() -> None:
    """A random one, by default."""
    token = Token(name="a")
    key = token.pk

    token.save()

    assert isinstance(key, uuid.UUID)
    assert (key.version, Token.objects.get().pk) == (4, key)


@pytest.mark.django_db
def test_rows_with_uuid7_sort_by_their_making() -> None:
    """In the database, as in Python."""
    made = [Event.objects.create().pk for _ in range(20)]

    assert list(Event.objects.order_by("pk").values_list("pk", flat=True)) == made
    assert {key.version for key in made} == {7}


@pytest.mark.django_db
def test_bulk_create_makes_keys_too() -> None:
    """The default of a field is Python's."""
    made = Event.objects.bulk_create([Event(), Event()])

    assert {event.pk for event in made} == set(Event.objects.values_list("pk", flat=True))


def test_uuid7_has_the_form_of_rfc_9562() -> None:
    """48 bits of milliseconds, the version, the variant."""
    before = time.time_ns() // 1_000_000
    made = uuid7()
    after = time.time_ns() // 1_000_000

    assert before <= made.int >> 80 <= after
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_uuid7_never_repeats_and_never_goes_back() -> None:
    """In one thread; and in many none is made twice."""
    made = [uuid7() for _ in range(10_000)]
    with ThreadPoolExecutor(8) as threads:
        elsewhere = list(threads.map(lambda _: uuid7(), range(4_000)))

    assert made == sorted(made)
    assert len({*made, *elsewhere}) == 14_000


@pytest.mark.skipif(not hasattr(module, "_last"), reason="Python 3.14 has its own")
def test_uuid7_goes_on_while_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made later sorts later."""
    first = uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000 * 10**9)

    assert first < uuid7() < uuid7()
