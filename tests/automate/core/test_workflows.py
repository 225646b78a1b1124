"""Versions of an automation, of which one is live."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from agent360_models.automate.core.factories import AutomationFactory, ExecutionFactory, WorkflowFactory, a_graph
from agent360_models.automate.core.models import Automation, Event, Workflow
from tests.support.threads import many_at_once


@pytest.mark.django_db
class TestVersions:
    def test_a_version_without_a_number_gets_the_next_one(self) -> None:
        """Of its automation, also where numbers are missing; one that it came with stays."""
        automation, other = AutomationFactory.create_batch(2)

        numbers: list[Any] = [None, 7, None]
        versions = [automation.workflows.create(graph=a_graph(), version=number) for number in numbers]
        of_other = Workflow(automation=other, graph=a_graph())
        of_other.full_clean()
        of_other.save()

        assert [each.version for each in versions] == [1, 7, 8]
        assert of_other.version == 1

    def test_a_number_is_there_once(self) -> None:
        """A form says so, and so does the database."""
        first = WorkflowFactory.create()
        second = Workflow(automation=first.automation, version=1, graph=a_graph())

        with pytest.raises(ValidationError, match="already exists"):
            second.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            second.save()

    def test_one_version_is_live(self) -> None:
        """It takes the place of the one before; those of other automations stay."""
        old = WorkflowFactory.create(live=True)
        other = WorkflowFactory.create(live=True)
        new = old.automation.workflows.create(graph=a_graph())

        new.make_live()

        assert new.is_live
        assert set(Workflow.objects.live()) == {new, other}
        with pytest.raises(IntegrityError), transaction.atomic():
            Workflow.objects.filter(pk=old.pk).update(is_live=True)

    def test_a_bad_graph_does_not_go_live(self) -> None:
        """What counts is what is stored."""
        old = WorkflowFactory.create(live=True)
        new = old.automation.workflows.create(graph={"nodes": []})
        new.graph = a_graph()

        with pytest.raises(ValidationError, match="There is no node"):
            new.make_live()

        assert Workflow.objects.live().get() == old

    def test_an_automation_that_has_run_is_kept(self) -> None:
        """Its executions are history."""
        execution = ExecutionFactory.create()

        with pytest.raises(ProtectedError):
            execution.workflow.automation.delete()
        Event.objects.filter(executions=execution).delete()
        execution.refresh_from_db()
        assert execution.event is None

    def test_slugs_are_made_of_names(self) -> None:
        """As SluggedModel does."""
        slugs = [Automation.objects.create(name="Thank for orders").slug for _ in range(2)]

        assert slugs == ["thank-for-orders", "thank-for-orders-2"]


@pytest.mark.django_db(transaction=True)
def test_versions_that_are_saved_at_once_count_up() -> None:
    """Each gets a number of its own."""
    automation = AutomationFactory.create()

    def save() -> Any:
        return Workflow.objects.create(automation_id=automation.pk, graph=a_graph()).version

    assert sorted(many_at_once(*[save] * 20), key=str) == sorted(range(1, 21), key=str)


@pytest.mark.django_db(transaction=True)
def test_switches_at_once_leave_one_live() -> None:
    """Whoever comes last has switched; nobody fails, and no reader ever sees none or two."""
    automation = AutomationFactory.create()
    versions = [automation.workflows.create(graph=a_graph()) for _ in range(10)]
    versions[0].make_live()
    seen: list[int] = []

    def look() -> None:
        seen.extend(Workflow.objects.live().count() for _ in range(50))

    many_at_once(*[version.make_live for version in versions], look, look)

    assert Workflow.objects.live().count() == 1
    assert set(seen) == {1}
