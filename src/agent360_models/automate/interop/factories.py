"""Rows of ``automate_interop`` for tests."""

from datetime import UTC, datetime

from agent360_models.automate.interop.models import InteropMapping, TemplateCollection, TemplateWorkflow
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, Sequence, SubFactory

__all__ = ["InteropMappingFactory", "TemplateCollectionFactory", "TemplateWorkflowFactory"]

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class InteropMappingFactory(FamilyFactory[InteropMapping]):
    """A mapping of contacts of a new platform to ours."""

    source_platform = Sequence(lambda number: f"zapier-{number}")
    target = "crm.contact"
    transform = LazyAttribute(
        lambda _: {
            "name": "contact.full_name",
            "source": {"value": "zapier"},
            "age": {"from": "contact.age", "cast": "integer", "default": None},
        }
    )

    class Meta:
        model = InteropMapping


class TemplateCollectionFactory(FamilyFactory[TemplateCollection]):
    """A collection for shops."""

    name = Sequence(lambda number: f"For shops {number}")
    description = "What most shops do by themselves."

    class Meta:
        model = TemplateCollection


class TemplateWorkflowFactory(FamilyFactory[TemplateWorkflow]):
    """A template with one required variable and one with a default."""

    collection = SubFactory(TemplateCollectionFactory)
    name = Sequence(lambda number: f"Thank for orders {number}")
    graph = LazyAttribute(
        lambda _: {
            "nodes": [
                {
                    "id": "thanks",
                    "type": "email.send",
                    "inputs": {"to": {"event": "customer.email"}, "subject": {"value": "{{ shop }} says thanks"}},
                    "config": {"retries": "{{ retries }}"},
                }
            ],
            "edges": [],
        }
    )
    variables = LazyAttribute(lambda _: {"shop": {"description": "The shop's name."}, "retries": {"default": 3}})
    created_at = _NOON

    class Meta:
        model = TemplateWorkflow
