"""Rows of Arrivy for tests; ids have sixteen digits, as Arrivy's do."""

from datetime import UTC, datetime, timedelta

from agent360_models.ingestion.arrivy.models import Booking, Entity, Group, Status, Task, Template
from agent360_models.testing.factories import (
    Faker,
    FamilyFactory,
    LazyAttribute,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)

__all__ = ["BookingFactory", "EntityFactory", "GroupFactory", "StatusFactory", "TaskFactory", "TemplateFactory"]

_FIRST_ID = 5_000_000_000_000_000
_GONE = 5_999_999_999_999_999  # the id of a row that does not exist


class GroupFactory(FamilyFactory[Group]):
    """A branch."""

    id = Sequence(lambda number: _FIRST_ID + number)
    name = Sequence(lambda number: f"Branch {number + 1}")
    email = Sequence(lambda number: f"branch{number}@example.com")
    phone = Sequence(lambda number: f"+1602555{number % 10_000:04d}")
    is_disabled = False

    class Meta:
        model = Group


class EntityFactory(FamilyFactory[Entity]):
    """A member of a branch's crew."""

    id = Sequence(lambda number: _FIRST_ID + number)
    name = Faker("name")
    type = "EMPLOYEE"
    email = Sequence(lambda number: f"crew{number}@example.com")
    phone = Sequence(lambda number: f"+1480555{number % 10_000:04d}")
    group = SubFactory(GroupFactory)
    is_active = True

    class Meta:
        model = Entity

    class Params:
        inactive = Trait(is_active=False)
        dangling = Trait(group=None, group_id=_GONE)


class StatusFactory(FamilyFactory[Status]):
    """A status that the company defined."""

    id = Sequence(lambda number: _FIRST_ID + number)
    title = Sequence(lambda number: f"Waiting for part {number + 1}")
    status_type = "CUSTOM"
    color = "#2d8f4e"

    class Meta:
        model = Status


class TemplateFactory(FamilyFactory[Template]):
    """A kind of task that takes two hours."""

    id = Sequence(lambda number: _FIRST_ID + number)
    name = Sequence(lambda number: f"Installation {number + 1}")
    type = "TASK"
    description = Faker("sentence")
    duration = 120
    extra_fields = LazyAttribute(lambda _template: {"Gate code": ""})

    class Meta:
        model = Template


class BookingFactory(FamilyFactory[Booking]):
    """A booking for a morning, without an assignee."""

    id = Sequence(lambda number: _FIRST_ID + number)
    title = Sequence(lambda number: f"Job {number + 1}")
    customer_name = Faker("name")
    customer_email = Sequence(lambda number: f"customer{number}@example.com")
    customer_phone = Sequence(lambda number: f"+1623555{number % 10_000:04d}")
    customer_address = Faker("address")
    start_datetime = Sequence(lambda number: datetime(2026, 4, 1, 15, tzinfo=UTC) + timedelta(days=number))
    end_datetime = LazyAttribute(lambda booking: booking.start_datetime + timedelta(hours=4))
    status = "NOT_STARTED"
    entity_ids = LazyAttribute(lambda _booking: [])
    group = SubFactory(GroupFactory)
    extra_fields = LazyAttribute(lambda _booking: {"Roof": "Tile"})

    class Meta:
        model = Booking

    class Params:
        assigned = Trait(entity_ids=LazyAttribute(lambda _booking: [_FIRST_ID, _FIRST_ID + 1]))
        complete = Trait(status="COMPLETE")
        dangling = Trait(group=None, group_id=_GONE)


class TaskFactory(FamilyFactory[Task]):
    """The task that fills its booking."""

    id = Sequence(lambda number: _FIRST_ID + number)
    template = SubFactory(TemplateFactory)
    title = SelfAttribute("template.name", default=None)
    status = SelfAttribute("booking.status", default=None)
    booking = SubFactory(BookingFactory)
    entity_ids = SelfAttribute("booking.entity_ids", default=None)
    start_datetime = SelfAttribute("booking.start_datetime", default=None)
    end_datetime = SelfAttribute("booking.end_datetime", default=None)

    class Meta:
        model = Task

    class Params:
        complete = Trait(status="COMPLETE")
        dangling = Trait(booking=None, booking_id=_GONE)
