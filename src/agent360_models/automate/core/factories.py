"""Rows of ``automate_core`` for tests."""

from datetime import UTC, datetime, timedelta

from agent360_models.automate.core.models import Automation, Event, Execution, Job, StepRun, Trigger, Workflow
from agent360_models.automate.core.transitions import RunStatus
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, Sequence, SubFactory, Trait

__all__ = [
    "NOON",
    "AutomationFactory",
    "EventFactory",
    "ExecutionFactory",
    "JobFactory",
    "StepRunFactory",
    "TriggerFactory",
    "WorkflowFactory",
    "a_graph",
]

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)  # the time of the rows that factories make


def a_graph() -> dict[str, object]:
    """Return a graph that looks up a customer and thanks them for an order."""
    return {
        "nodes": [
            {"id": "customer", "type": "crm.lookup", "inputs": {"id": {"event": "order.customer"}}},
            {
                "id": "thanks",
                "type": "email.send",
                "inputs": {"to": {"node": "customer", "path": "email"}, "subject": {"value": "Thank you"}},
                "config": {"template": "thanks"},
            },
        ],
        "edges": [{"source": "customer", "target": "thanks"}],
    }


class AutomationFactory(FamilyFactory[Automation]):
    """An automation that is switched on."""

    name = Sequence(lambda number: f"Thank for orders {number}")
    created_at = NOON

    class Meta:
        model = Automation

    class Params:
        disabled = Trait(enabled=False)


class WorkflowFactory(FamilyFactory[Workflow]):
    """The first version of a new automation, with two nodes."""

    automation = SubFactory(AutomationFactory)
    version = 1
    graph = LazyAttribute(lambda _: a_graph())
    created_at = NOON

    class Meta:
        model = Workflow

    class Params:
        live = Trait(is_live=True)


class TriggerFactory(FamilyFactory[Trigger]):
    """A trigger for the orders of two countries."""

    automation = SubFactory(AutomationFactory)
    type = "order.paid"
    config = LazyAttribute(lambda _: {"payload": {"order": "order"}})
    filters = LazyAttribute(lambda _: {"order.country": ["DE", "PL"]})
    created_at = NOON

    class Meta:
        model = Trigger


class EventFactory(FamilyFactory[Event]):
    """A paid order."""

    type = "order.paid"
    payload = Sequence(lambda number: {"order": {"id": number, "customer": 7, "country": "DE"}})
    source = "shop"
    created_at = NOON

    class Meta:
        model = Event


class ExecutionFactory(FamilyFactory[Execution]):
    """An execution that succeeded within two seconds."""

    workflow = SubFactory(WorkflowFactory)
    event = SubFactory(EventFactory)
    status = RunStatus.SUCCEEDED
    status_changed_at = LazyAttribute(lambda execution: execution.ended_at or NOON)
    started_at = NOON
    ended_at = NOON + timedelta(seconds=2)

    class Meta:
        model = Execution

    class Params:
        running = Trait(status=RunStatus.RUNNING, ended_at=None)
        failed = Trait(status=RunStatus.FAILED, error_summary="TimeoutError: the CRM did not answer")


class StepRunFactory(FamilyFactory[StepRun]):
    """The first step of an execution."""

    execution = SubFactory(ExecutionFactory)
    step_id = "customer"
    status = RunStatus.SUCCEEDED
    status_changed_at = NOON
    input = LazyAttribute(lambda _: {"id": 7})
    output = LazyAttribute(lambda _: {"name": "Ada"})
    started_at = NOON
    duration_ms = 180

    class Meta:
        model = StepRun

    class Params:
        running = Trait(status=RunStatus.RUNNING, output=None, duration_ms=None)
        failed = Trait(status=RunStatus.FAILED, output=None, error="TimeoutError: the CRM did not answer")


class JobFactory(FamilyFactory[Job]):
    """A job that is due."""

    type = "send_report"
    status_changed_at = NOON
    params = LazyAttribute(lambda _: {"customers": [7, 8]})
    scheduled_at = NOON
    created_at = NOON

    class Meta:
        model = Job

    class Params:
        succeeded = Trait(
            status=RunStatus.SUCCEEDED,
            attempts=1,
            started_at=NOON,
            ended_at=NOON + timedelta(minutes=1),
            lease_owner="worker-1",
            result={"sent": 2},
        )
        failed = Trait(
            status=RunStatus.FAILED,
            attempts=3,
            started_at=NOON,
            ended_at=NOON + timedelta(minutes=1),
            lease_owner="worker-1",
            error_redacted="TimeoutError: the mail server did not answer",
        )
