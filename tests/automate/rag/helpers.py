"""A source over the articles of ``tests.apps.handbook``, and an endpoint that everybody may ask."""

from typing import Any

from agent360_models.automate.rag.factories import KnowledgeSourceFactory, RAGEndpointFactory
from agent360_models.automate.rag.models import KnowledgeSource, RAGEndpoint

ARTICLES: dict[str, Any] = {
    "model": "handbook.Article",
    "fields": {"title": "name", "body": "text", "url": "link"},
    "filter": {"is_public": True},
}


def source_of(kind: str = "queryset", **config: Any) -> KnowledgeSource:
    return KnowledgeSourceFactory.create(type=kind, config=config or ARTICLES)


def endpoint_of(source: KnowledgeSource | None = None, **columns: Any) -> RAGEndpoint:
    given = {"access_policy": {"public": True}, **columns}
    return RAGEndpointFactory.create(source=source or source_of(), **given)
