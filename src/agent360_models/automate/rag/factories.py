"""Rows of ``automate_rag`` for tests."""

from datetime import UTC, datetime

from agent360_models.automate.rag.models import EmbeddingModel, KnowledgeSource, RAGEndpoint
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, Sequence, SubFactory, Trait

__all__ = ["EmbeddingModelFactory", "KnowledgeSourceFactory", "RAGEndpointFactory"]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class KnowledgeSourceFactory(FamilyFactory[KnowledgeSource]):
    """A source over a table that always exists: the table of sources."""

    name = Sequence(lambda number: f"Handbook {number}")
    type = "queryset"
    config = LazyAttribute(
        lambda _: {"model": "automate_rag.KnowledgeSource", "fields": {"title": "name", "body": "sync_error"}}
    )

    class Meta:
        model = KnowledgeSource

    class Params:
        folder = Trait(
            type="folder", config=LazyAttribute(lambda _: {"root": "/srv/handbook", "patterns": ["**/*.md"]})
        )
        synced = Trait(sync_status=KnowledgeSource.SyncStatus.SYNCED, synced_at=_THEN, document_count=120)
        failed = Trait(
            sync_status=KnowledgeSource.SyncStatus.FAILED,
            synced_at=_THEN,
            sync_error="KnowledgeSourceError: The root of the source is not a folder on this server.",
        )


class RAGEndpointFactory(FamilyFactory[RAGEndpoint]):
    """An endpoint that nobody may query."""

    name = Sequence(lambda number: f"Ask the handbook {number}")
    source = SubFactory(KnowledgeSourceFactory)

    class Meta:
        model = RAGEndpoint

    class Params:
        public = Trait(access_policy=LazyAttribute(lambda _: {"public": True}))
        for_support = Trait(access_policy=LazyAttribute(lambda _: {"groups": ["support"]}))


class EmbeddingModelFactory(FamilyFactory[EmbeddingModel]):
    """OpenAI's smallest model, with the key from the environment."""

    name = Sequence(lambda number: f"Small embeddings {number}")
    provider = "openai"
    model_id = "text-embedding-3-small"
    dimensions = 1536
    config = LazyAttribute(lambda _: {"api_key_env": "OPENAI_API_KEY"})

    class Meta:
        model = EmbeddingModel
