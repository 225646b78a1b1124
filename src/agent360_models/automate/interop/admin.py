"""Admin of mappings and templates; the forms show faults of their JSON."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.automate.interop.models import InteropMapping, TemplateCollection, TemplateWorkflow


@register(InteropMapping)
class InteropMappingAdmin(FamilyAdmin):
    """Set how documents of another platform are converted."""

    list_display = ("__str__",)
    search_fields = ("id__exact", "source_platform__exact", "target__exact")


@register(TemplateCollection)
class TemplateCollectionAdmin(FamilyAdmin):
    """Group templates."""

    list_display = ("name",)
    search_fields = ("id__exact", "name")


@register(TemplateWorkflow)
class TemplateWorkflowAdmin(FamilyAdmin):
    """Edit templates."""

    list_display = ("name", "collection", "updated_at")
    search_fields = ("id__exact", "name")
