"""Executions and steps, as they are recorded."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import isolate_apps
from django.utils import timezone

from agent360_models.automate.core.factories import EventFactory, ExecutionFactory, StepRunFactory, WorkflowFactory
from agent360_models.automate.core.models import Execution, StepRun
from agent360_models.automate.core.transitions import RunStatus
from agent360_models.automate.exceptions import WorkCancelledError
from agent360_models.exceptions import IllegalTransitionError, RunRefusedError

with isolate_apps("tests.apps.toy"):

    class RedactedExecution(Execution):
        """An execution that tells nothing but the type of an error."""

        class Meta:
            proxy = True
            app_label = "toy"

        def describe_error(self, error: BaseException) -> str:
            return type(error).__name__


def stored(model: Any = Execution) -> dict[str, Any]:
    row = model.objects.get()
    names = {"status", "context", "error", "error_summary", "step_id", "input", "output"}
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


@pytest.mark.django_db
class TestRecord:
    def test_an_execution_and_its_steps(self) -> None:
        """Running while the block does; then how it ended, and what it left."""
        workflow, event = WorkflowFactory.create(), EventFactory.create()
        before = timezone.now()

        with Execution.objects.recording(workflow=workflow, event=event, context={"a": 1}) as execution:
            assert stored() == {"status": "running", "context": {"a": 1}, "error_summary": ""}
            execution.context["b"] = Decimal("1.50")
            with execution.step("customer", input={"id": 7}) as step:
                assert stored(StepRun)["status"] == "running"
                time.sleep(0.02)
                step.output = {"at": datetime(2026, 3, 1, tzinfo=UTC)}

        assert stored() == {"status": "succeeded", "context": {"a": 1, "b": "1.50"}, "error_summary": ""}
        assert stored(StepRun) == {
            "status": "succeeded",
            "step_id": "customer",
            "input": {"id": 7},
            "output": {"at": "2026-03-01T00:00:00Z"},
            "error": "",
        }
        row = Execution.objects.get(workflow=workflow, event=event)
        assert before <= row.started_at <= row.ended_at <= timezone.now()  # type: ignore[operator]
        assert row.duration is not None
        assert 20 <= row.steps.get().duration_ms < 10_000  # type: ignore[operator]

    def test_an_error_is_recorded_and_goes_on(self) -> None:
        """By its type and message, on the step and on the execution; the step before it stays as it ended."""
        message = "no such customer\0 \ud800" + "x" * 5000

        def run() -> None:
            with Execution.objects.recording(workflow=WorkflowFactory.create()) as execution:
                with execution.step("first"):
                    pass
                with execution.step("second") as step:
                    step.output = {"partly": True}
                    raise ValueError(message)

        with pytest.raises(ValueError, match="no such customer"):
            run()

        first, second = StepRun.objects.order_by("pk")
        assert (first.status, second.status, second.output) == ("succeeded", "failed", {"partly": True})
        assert second.error.startswith(r"ValueError: no such customer\x00 \ud800xxx")
        assert len(second.error) == 1000
        assert Execution.objects.get().error_summary == second.error
        assert Execution.objects.get().ended_at is not None

    def test_an_execution_goes_on_after_a_step_that_failed(self) -> None:
        """If its code catches the error; a node may run again."""
        with Execution.objects.recording(workflow=WorkflowFactory.create()) as execution:
            for attempt in range(2):
                try:
                    with execution.step("flaky", input={"attempt": attempt}):
                        assert attempt
                except AssertionError:
                    pass

        assert list(execution.steps.order_by("pk").values_list("status", flat=True)) == ["failed", "succeeded"]
        assert Execution.objects.get().status == "succeeded"

    @pytest.mark.parametrize("value", [object(), {"a": float("nan")}, "a\0b", {1, 2}, "\ud800"], ids=range(5))
    def test_what_cannot_be_stored_is_a_failure(self, value: Any) -> None:
        """Of the step, and not a row that runs for ever."""
        with (
            pytest.raises(Exception, match=r"JSON|json|surrogate|Unicode|NUL|null"),
            Execution.objects.recording(workflow=WorkflowFactory.create()) as execution,
            execution.step("a") as step,
        ):
            step.output = value

        assert (stored(StepRun)["status"], stored(StepRun)["output"]) == ("failed", None)
        assert stored()["status"] == "failed"

    def test_errors_may_be_redacted(self) -> None:
        """A subclass decides what is stored of them, also on steps."""
        with (
            pytest.raises(ValueError, match="ada@example"),
            RedactedExecution.objects.recording(workflow=WorkflowFactory.create()) as execution,
            execution.step("a"),
        ):
            raise ValueError("ada@example.com is taken")

        assert {Execution.objects.get().error_summary, StepRun.objects.get().error} == {"ValueError"}

    def test_it_refuses_where_it_would_be_rolled_back(self) -> None:
        """Neither an execution nor a step begins inside atomic; atomic inside of them is fine."""
        workflow = WorkflowFactory.create()

        with (
            transaction.atomic(),
            pytest.raises(RunRefusedError, match="The Execution was not started inside"),
            Execution.objects.recording(workflow=workflow),
        ):
            raise AssertionError("It began.")
        assert not Execution.objects.exists()

        with Execution.objects.recording(workflow=workflow) as execution:
            with (
                transaction.atomic(),
                pytest.raises(RunRefusedError, match="The StepRun was not started inside"),
                execution.step("a"),
            ):
                raise AssertionError("It began.")
            with execution.step("a"), transaction.atomic():
                EventFactory.create()
        assert stored(StepRun)["status"] == "succeeded"

    def test_an_execution_that_waits_is_recorded_too(self) -> None:
        """One that was stored as pending before."""
        execution = Execution.objects.create(workflow=WorkflowFactory.create())
        assert stored()["status"] == "pending"

        with execution.recording():
            assert stored()["status"] == "running"

        assert stored()["status"] == "succeeded"
        for begun in (execution, ExecutionFactory.create(running=True)):
            with pytest.raises(IllegalTransitionError, match="only a pending execution can start"), begun.recording():
                raise AssertionError("It began.")

    def test_who_is_cancelled_learns_of_it_at_the_next_step(self) -> None:
        """And what somebody else said stands."""
        execution = Execution.objects.create(workflow=WorkflowFactory.create())

        def run() -> None:
            with execution.recording():
                assert Execution.objects.get().cancel()
                with execution.step("late"):
                    raise AssertionError("It began.")

        with pytest.raises(WorkCancelledError, match="is cancelled, so it cannot start another step"):
            run()

        assert (stored()["status"], StepRun.objects.count()) == ("cancelled", 0)
        assert not execution.cancel()
        assert not Execution.objects.get().cancel()

    def test_the_end_that_somebody_else_set_stands(self) -> None:
        """An execution that was given up for dead does not succeed afterwards."""
        with Execution.objects.recording(workflow=WorkflowFactory.create()) as execution:
            Execution.objects.get().finish(RunStatus.FAILED, error="Its process died.")

        assert (stored()["status"], stored()["error_summary"]) == ("failed", "Its process died.")
        assert execution.status == "failed"

    def test_what_a_killed_process_leaves_is_found(self) -> None:
        """Where nothing has begun for so long; its steps end with it."""
        old = timezone.now() - timedelta(hours=3)
        dead = ExecutionFactory.create(running=True, started_at=old)
        step = StepRunFactory.create(running=True, execution=dead, started_at=old)
        busy = ExecutionFactory.create(running=True, started_at=old)
        StepRunFactory.create(execution=busy, started_at=timezone.now())
        ExecutionFactory.create(running=True, started_at=timezone.now())
        ExecutionFactory.create(started_at=old)

        (found,) = Execution.objects.stale(older_than=timedelta(hours=1))
        found.finish(RunStatus.FAILED, error="Its process died.")

        assert found == dead
        step.refresh_from_db()
        assert (step.status, step.error) == ("failed", "The execution has ended.")
        assert not Execution.objects.stale(older_than=timedelta(hours=1)).exists()


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_lost_is_told_over_a_new_one() -> None:
    """The error that the caller gets is the first one."""
    with (
        pytest.raises(Exception, match=r"terminat|closed|lost"),
        Execution.objects.recording(workflow=WorkflowFactory.create()) as execution,
        execution.step("a"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    assert (stored()["status"], stored(StepRun)["status"]) == ("failed", "failed")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_meanwhile_fails_no_step() -> None:
    """The step took longer than the server waits for the next query."""
    with (
        Execution.objects.recording(workflow=WorkflowFactory.create()) as execution,
        execution.step("a"),
        suppress(OperationalError),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    assert (stored()["status"], stored(StepRun)["status"]) == ("succeeded", "succeeded")
