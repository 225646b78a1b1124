"""Requests to language models: measured, recorded, and told apart by how they went."""

import asyncio
import time
from datetime import UTC, datetime

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, connections, transaction
from pytest_django import DjangoAssertNumQueries

from agent360_models.automate.llm.factories import LLMRequestFactory
from agent360_models.automate.llm.models import LLMRequest

pytestmark = pytest.mark.django_db


def test_an_answer_is_recorded_with_its_latency() -> None:
    with LLMRequest.objects.recording(model="gpt-5-mini", prompt_slug="summary") as request:
        time.sleep(0.03)

    stored = LLMRequest.objects.get()
    assert (stored, stored.model, stored.prompt_slug) == (request, "gpt-5-mini", "summary")
    assert (stored.success, stored.error) == (True, "")
    assert 30 <= stored.latency_ms < 1000
    assert stored.created_at > datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.django_db(databases=["default", "crm"])
def test_a_log_of_its_own_keeps_what_a_transaction_loses() -> None:
    with connections["crm"].schema_editor() as editor:
        editor.create_model(LLMRequest)

    with (
        pytest.raises(DatabaseError, match="division by zero"),
        transaction.atomic(),
        LLMRequest.objects.using("crm").recording(model="gpt-5-mini"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1/0")

    assert LLMRequest.objects.using("crm").get().error.startswith("DataError: division by zero")
    assert not LLMRequest.objects.exists()


def test_an_error_is_recorded_and_raised_again() -> None:
    with pytest.raises(TimeoutError, match="too slow"), LLMRequest.objects.recording(model="gpt-5-mini"):
        raise TimeoutError("too slow")

    stored = LLMRequest.objects.get()
    assert (stored.success, stored.error) == (False, "TimeoutError: too slow")


def test_an_error_is_cut_and_can_hold_anything() -> None:
    with pytest.raises(ValueError, match="a"), LLMRequest.objects.recording(model="gpt-5-mini"):
        raise ValueError("a\0\ud83d" + "b" * 100_000)

    assert LLMRequest.objects.get().error.startswith(r"ValueError: a\x00\ud83db")
    assert len(LLMRequest.objects.get().error) == 1000


@pytest.mark.parametrize("columns", [{"model": ""}, {"model": "m" * 101}, {"model": "m", "prompt_slug": "p" * 256}])
def test_what_could_not_be_recorded_is_not_begun(columns: dict[str, str]) -> None:
    """Before a request is sent that costs."""
    with pytest.raises(ValidationError), LLMRequest.objects.recording(**columns):
        raise AssertionError("The model was asked.")


def test_who_stops_the_program_stops_it_and_the_request_has_failed() -> None:
    with pytest.raises(KeyboardInterrupt), LLMRequest.objects.recording(model="gpt-5-mini"):
        raise KeyboardInterrupt

    assert LLMRequest.objects.get().error == "KeyboardInterrupt"


def test_in_a_broken_transaction_the_error_of_the_block_is_the_one_to_see(caplog: pytest.LogCaptureFixture) -> None:
    with (
        pytest.raises(DatabaseError, match="division by zero"),
        transaction.atomic(),
        LLMRequest.objects.recording(model="gpt-5-mini"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1/0")

    assert not LLMRequest.objects.exists()
    assert caplog.messages == ["A failed request to gpt-5-mini was not recorded: its transaction is broken."]


def test_async_code_records_as_well() -> None:
    async def ask() -> None:
        async with LLMRequest.objects.arecording(model="gpt-5-mini"):
            await asyncio.sleep(0.02)
        async with LLMRequest.objects.arecording(model="claude-haiku"):
            raise TimeoutError("too slow")

    with pytest.raises(TimeoutError):
        async_to_sync(ask)()

    answered, failed = LLMRequest.objects.order_by("pk")
    assert (answered.success, failed.error) == (True, "TimeoutError: too slow")
    assert answered.latency_ms >= 20


def test_error_rates_by_model(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    LLMRequestFactory.create_batch(3)
    LLMRequestFactory.create(failed=True)
    LLMRequestFactory.create(model="claude-haiku")

    with django_assert_num_queries(1):
        rows = list(LLMRequest.objects.error_rates())

    assert rows == [
        {"model": "claude-haiku", "requests": 1, "errors": 0, "rate": 0.0},
        {"model": "gpt-5-mini", "requests": 4, "errors": 1, "rate": 0.25},
    ]


def test_latencies_by_model(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for latency in range(1, 101):
        LLMRequestFactory.create(latency_ms=latency)
    LLMRequestFactory.create(model="claude-haiku", latency_ms=7)

    with django_assert_num_queries(1):
        rows = list(LLMRequest.objects.latencies())

    assert rows == [
        {"model": "claude-haiku", "requests": 1, "p50": 7, "p95": 7, "p99": 7},
        {"model": "gpt-5-mini", "requests": 100, "p50": 50.5, "p95": 95.05, "p99": 99.01},
    ]
    slowest = LLMRequest.objects.filter(model="gpt-5-mini", latency_ms__gt=98).latencies(0, 0.999, 1)
    assert list(slowest) == [{"model": "gpt-5-mini", "requests": 2, "p0": 99, "p99_9": 99.999, "p100": 100}]


@pytest.mark.parametrize("share", [-0.1, 1.1, 95, float("nan")])
def test_a_percentile_that_cannot_be_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match=r"0\.95 for the 95th"):
        LLMRequest.objects.latencies(share)
