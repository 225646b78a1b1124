"""Admin of sources, endpoints and embedding models."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.automate.rag.models import EmbeddingModel, KnowledgeSource, RAGEndpoint


@register(RAGEndpoint)
class RAGEndpointAdmin(FamilyAdmin):
    """Endpoints, and the source that each one searches."""

    list_display = ("name", "slug", "source", "updated_at")
    search_fields = ("slug__exact", "name")
    ordering = ("name",)


@register(KnowledgeSource)
class KnowledgeSourceAdmin(FamilyAdmin):
    """Sources, and the result of their last sync."""

    list_display = ("name", "type", "sync_status", "synced_at", "document_count")
    list_filter = ("sync_status",)
    search_fields = ("name",)
    ordering = ("name",)


@register(EmbeddingModel)
class EmbeddingModelAdmin(FamilyAdmin):
    """Embedding models."""

    list_display = ("name", "provider", "model_id", "dimensions")
    search_fields = ("name",)
    ordering = ("name",)
