"""Admin of Arrivy's bookings, tasks, entities, groups, statuses and templates."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.ingestion.arrivy.models import Booking, Entity, Group, Status, Task, Template


@register(Booking)
class BookingAdmin(FamilyAdmin):
    """Find a booking by its id."""

    list_display = ("title", "status", "group", "start_datetime", "end_datetime")
    list_filter = ("start_datetime",)
    search_fields = ("id__exact", "group_id__exact", "title")


@register(Task)
class TaskAdmin(FamilyAdmin):
    """Find a task by its id or its booking's id."""

    list_display = ("title", "status", "template", "booking", "start_datetime", "end_datetime")
    list_filter = ("start_datetime",)
    search_fields = ("id__exact", "booking_id__exact", "title")


@register(Entity)
class EntityAdmin(FamilyAdmin):
    """Find an entity by id or name."""

    list_display = ("name", "type", "group", "is_active")
    list_filter = ("is_active", "type")
    search_fields = ("id__exact", "name")


@register(Group)
class GroupAdmin(FamilyAdmin):
    """Find a group by id or name."""

    list_display = ("name", "is_disabled")
    list_filter = ("is_disabled",)
    search_fields = ("id__exact", "name")


@register(Status)
class StatusAdmin(FamilyAdmin):
    """Find a status by id or title."""

    list_display = ("title", "status_type", "color")
    list_filter = ("status_type",)
    search_fields = ("id__exact", "title")


@register(Template)
class TemplateAdmin(FamilyAdmin):
    """Find a template by id or name."""

    list_display = ("name", "type", "duration")
    list_filter = ("type",)
    search_fields = ("id__exact", "name")
