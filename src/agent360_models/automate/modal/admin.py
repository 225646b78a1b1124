"""Admin of endpoints on Modal, their jobs and their artifacts."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.automate.modal.models import ModalArtifact, ModalEndpoint, ModalJob


@register(ModalEndpoint)
class ModalEndpointAdmin(FamilyAdmin):
    """Endpoints."""

    list_display = ("name", "slug", "app_name", "function_name", "gpu", "timeout")
    search_fields = ("slug__exact", "name")
    ordering = ("name",)


@register(ModalJob)
class ModalJobAdmin(FamilyAdmin):
    """Jobs, newest first, as recorded by ``invoke()``."""

    list_display = ("__str__", "endpoint", "finished_at", "cost")
    list_filter = ("status",)
    search_fields = ("id__exact",)


@register(ModalArtifact)
class ModalArtifactAdmin(FamilyAdmin):
    """Artifacts, newest first."""

    list_display = ("__str__", "job", "size_bytes")
    search_fields = ("id__exact", "job__id__exact")
