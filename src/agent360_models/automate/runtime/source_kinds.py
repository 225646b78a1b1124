"""Kinds of knowledge sources: their ``config``, and how their documents are read and searched.

A project adds a kind as a class, in a module that one of its ``AppConfig.ready()`` imports::

    @source_kind("wiki")
    class Wiki(SourceKind):
        def documents(self):
            for page in pages_of(self.config["space"], **self.source.get_credentials()):
                yield Document(id=page.id, title=page.title, body=page.text)
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import router

if TYPE_CHECKING:
    from agent360_models.automate.rag.models import KnowledgeSource
    from agent360_models.automate.runtime.retrieval import Retrieval

__all__ = ["Document", "Passage", "SourceKind", "kind_of", "source_kind"]

_Kind = TypeVar("_Kind", bound="type[SourceKind]")
_kinds: dict[str, "type[SourceKind]"] = {}


@dataclass(frozen=True, slots=True)
class Document:
    """A searchable text."""

    id: str
    title: str
    body: str = field(repr=False)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A document that was found, with the part that answers best; matches are between pairs of stars.

    The snippet is plain text of the document, not HTML: escape it when it is shown on a page.
    """

    id: str
    title: str
    snippet: str = field(repr=False)
    score: float
    url: str = ""


class SourceKind:
    """A source with the behaviour of its kind. A subclass defines at least ``documents()``."""

    options: ClassVar[frozenset[str] | None] = None
    """The keys that ``config`` may have; ``None`` for any."""

    def __init__(self, source: "KnowledgeSource") -> None:
        self.source = source
        self.config: Mapping[str, Any] = source.config

    def validate(self) -> None:
        """Raise ``ValidationError`` for a ``config`` that this kind cannot use."""
        if not isinstance(self.config, dict):
            raise ValidationError("The config of a source must be a JSON object.")
        if self.options is not None and (unknown := set(self.config) - self.options):
            raise ValidationError(
                f"The config has {', '.join(sorted(map(repr, unknown)))}. Allowed for this type:"
                f" {', '.join(sorted(self.options))}."
            )

    def check_reach(self) -> None:
        """Raise ``KnowledgeSourceError`` for data that the settings keep from sources. By default, allow everything."""

    @property
    def alias(self) -> str:
        """The database to search; by default, the source's own."""
        return self.source._state.db or router.db_for_read(type(self.source))

    def documents(self) -> Iterator[Document]:
        """Yield the documents one by one, without keeping them."""
        raise NotImplementedError

    def search(self, text: str, top_k: int, how: "Retrieval") -> list[Passage]:
        """Return the best passages. By default, all documents are read and ranked, so there must be few of them."""
        from agent360_models.automate.runtime import retrieval

        return retrieval.rank(self.source, self.documents(), text, top_k, how)


def source_kind(name: str) -> Callable[[_Kind], _Kind]:
    """Register a ``SourceKind`` for a value of ``KnowledgeSource.type``; the last one registered wins."""

    def register(kind: _Kind) -> _Kind:
        _kinds[name] = kind
        return kind

    return register


def kind_of(source: "KnowledgeSource") -> SourceKind:
    """Return the source with the behaviour of its kind.

    Raises ``ValidationError`` if no kind with that name is registered.
    """
    kind = _kinds.get(source.type)
    if kind is None:
        raise ValidationError({"type": f"There is no type {source.type!r}. Choose from: {', '.join(sorted(_kinds))}."})
    return kind(source)
