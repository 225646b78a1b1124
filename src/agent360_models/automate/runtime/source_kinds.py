"""Kinds of knowledge sources: what each asks of ``config``, and how its documents are read and searched.

A project adds a kind by a class, in a module that one of its ``AppConfig.ready()`` imports::

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
    """A text that can be found."""

    id: str
    title: str
    body: str = field(repr=False)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A document that was found, and the part of it that answers best; matches stand between two stars each.

    The snippet is plain text of the document, not HTML: whoever shows it on a page escapes it.
    """

    id: str
    title: str
    snippet: str = field(repr=False)
    score: float
    url: str = ""


class SourceKind:
    """One source as its kind knows it. A subclass has ``documents()`` at least."""

    options: ClassVar[frozenset[str] | None] = None
    """The keys that ``config`` may have; ``None`` for any."""

    def __init__(self, source: "KnowledgeSource") -> None:
        self.source = source
        self.config: Mapping[str, Any] = source.config

    def validate(self) -> None:
        """Refuse, by ``ValidationError``, a ``config`` that this kind cannot work with."""
        if not isinstance(self.config, dict):
            raise ValidationError("The config of a source is a JSON object.")
        if self.options is not None and (unknown := set(self.config) - self.options):
            raise ValidationError(
                f"The config has {', '.join(sorted(map(repr, unknown)))}. A source of this type knows"
                f" {', '.join(sorted(self.options))}."
            )

    def check_reach(self) -> None:
        """Refuse, by ``KnowledgeSourceError``, what the project's settings keep from sources. By default nothing."""

    @property
    def alias(self) -> str:
        """The database that is asked in a search; by default the source's own."""
        return self.source._state.db or router.db_for_read(type(self.source))

    def documents(self) -> Iterator[Document]:
        """Yield the documents one after the other, none of them kept."""
        raise NotImplementedError

    def search(self, text: str, top_k: int, how: "Retrieval") -> list[Passage]:
        """Return the best passages. By default all documents are read and ranked, so there must be few of them."""
        from agent360_models.automate.runtime import retrieval

        return retrieval.rank(self.source, self.documents(), text, top_k, how)


def source_kind(name: str) -> Callable[[_Kind], _Kind]:
    """Register a ``SourceKind`` under what stands in ``KnowledgeSource.type``; the last one of a name counts."""

    def register(kind: _Kind) -> _Kind:
        _kinds[name] = kind
        return kind

    return register


def kind_of(source: "KnowledgeSource") -> SourceKind:
    """Return the source as its kind knows it.

    Raises ``ValidationError`` where no kind of that name is registered.
    """
    kind = _kinds.get(source.type)
    if kind is None:
        raise ValidationError(
            {"type": f"There is no type {source.type!r}. Those that are registered: {', '.join(sorted(_kinds))}."}
        )
    return kind(source)
