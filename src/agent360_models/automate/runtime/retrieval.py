"""The search for passages: ``RAGEndpoint.retrieval_config``, and the ranking of a few documents."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connections

from agent360_models.automate import _faults
from agent360_models.automate.exceptions import KnowledgeSourceError
from agent360_models.automate.runtime.source_kinds import Document, Passage, kind_of
from agent360_models.validators import validate_text

if TYPE_CHECKING:
    from agent360_models.automate.rag.models import KnowledgeSource

__all__ = ["MARK", "MAX_BODY", "Retrieval", "rank"]

MARK = "**"  # around matched words
_MAX_TEXT = 500  # characters; PostgreSQL refuses a word of more than 2046 bytes in a query
MAX_BODY = 200_000  # searched characters of a document; PostgreSQL's limit for its words is 1 MB
_MAX_DOCUMENTS, _MAX_CHARACTERS = 2_000, 10_000_000  # of a source that is ranked as a whole

_LANGUAGE = re.compile(r"(?:[a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]*")
# The configurations of every PostgreSQL from 15 on; others are looked up.
_BUILT_IN = frozenset(
    re.findall(
        r"\w+",
        "arabic armenian basque catalan danish dutch english finnish french german greek hindi hungarian indonesian"
        " irish italian lithuanian nepali norwegian portuguese romanian russian serbian simple spanish swedish tamil"
        " turkish yiddish",
    )
)
_KINDS: _faults.Kinds = {
    "language": _faults.Kind(
        "a text search configuration, such as english",
        lambda value: isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None,
    ),
    "weights": _faults.Kind(
        'an object of numbers from 0 to 1: {"title": 1.0, "body": 0.4}',
        lambda value: _faults.of_object(value, dict.fromkeys(("title", "body"), _faults.number(0, 1))) == [],
    ),
    "min_rank": _faults.number(0, 1e6),
    "max_top_k": _faults.count(1, 1000),
    "snippet_words": _faults.count(5, 500),
}


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A ``retrieval_config``, with defaults filled in."""

    language: str = "english"
    """PostgreSQL's text search configuration: how words are stemmed, and which are left out."""
    weights: Mapping[str, float] = field(default_factory=lambda: {"title": 1.0, "body": 0.4})
    """The weight of a word there, from 0 to 1."""
    min_rank: float = 0
    """The minimum score of a passage."""
    max_top_k: int = 50
    """The maximum number of passages that a caller may request."""
    snippet_words: int = 35
    """The maximum length of a snippet, in words."""

    @classmethod
    def of(cls, config: object) -> "Retrieval":
        """Return the values of a ``retrieval_config``; raises ``ValidationError`` for an invalid one."""
        if faults := _faults.of_object(config, _KINDS):
            raise ValidationError(faults)
        options: Any = config
        return cls(**{**options, "weights": {**cls().weights, **options.get("weights", {})}})

    @property
    def rank_weights(self) -> list[float]:
        """The weights in PostgreSQL's order: D, C, B, A. A title is A, a body B."""
        return [0.1, 0.2, float(self.weights["body"]), float(self.weights["title"])]

    def check_language(self, alias: str) -> None:
        """Raise ``ValidationError`` if the database has no such text search configuration."""
        from agent360_models import catalog  # only retrieval needs it

        if self.language not in _BUILT_IN and not catalog.has_text_search_configuration(self.language, using=alias):
            raise ValidationError(
                f'language in retrieval_config: the text search configuration "{self.language}" does not exist in the'
                f" database {alias!r}. `\\dF` in psql lists the existing ones."
            )

    def check(self, text: object, top_k: object) -> str:
        """Return the text in the form to send; raises ``ValidationError`` for an invalid text or ``top_k``."""
        if not _faults.is_number(top_k, 1, self.max_top_k, whole=True):
            raise ValidationError(f"top_k must be a number from 1 to {self.max_top_k}, the limit in retrieval_config.")
        if not isinstance(text, str):
            raise ValidationError("The text to search for must be a string.")
        if len(text) > _MAX_TEXT:
            raise ValidationError(f"The text to search has {len(text)} characters; at most {_MAX_TEXT} are allowed.")
        # A dash excludes what follows it. PostgreSQL counts dashes before nothing too, and gives up at the 33rd.
        text = re.sub(r'-(?![\w"])', " ", text.replace("\0", " "))
        validate_text(text)
        return text


_RANK = """
    SELECT d.id, d.title, d.url,
           ts_headline(%(language)s::regconfig, left(d.body, %(max_body)s), q.words, %(headline)s),
           ts_rank(%(weights)s::float4[], v.words, q.words) AS score
    FROM unnest(%(ids)s::text[], %(titles)s::text[], %(bodies)s::text[], %(urls)s::text[])
             WITH ORDINALITY AS d (id, title, body, url, place),
         websearch_to_tsquery(%(language)s::regconfig, %(text)s) AS q (words),
         LATERAL (SELECT setweight(to_tsvector(%(language)s::regconfig, d.title), 'A')
             || setweight(to_tsvector(%(language)s::regconfig, left(d.body, %(max_body)s)), 'B')) AS v (words)
    WHERE v.words @@ q.words AND ts_rank(%(weights)s::float4[], v.words, q.words) >= %(min_rank)s
    ORDER BY score DESC, d.place
    LIMIT %(top_k)s
"""


def rank(
    source: "KnowledgeSource", documents: Iterable[Document], text: str, top_k: int, how: Retrieval
) -> list[Passage]:
    """Rank documents that are in no table: send them all to PostgreSQL, which searches them in one query.

    Raises ``KnowledgeSourceError`` if they are too many for that.
    """
    found: list[Document] = []
    characters = 0
    for document in documents:
        found.append(document)
        characters += len(document.body)
        if len(found) > _MAX_DOCUMENTS or characters > _MAX_CHARACTERS:
            raise KnowledgeSourceError(
                f"The source {source} is too large to search without a table: more than {_MAX_DOCUMENTS} documents, or"
                f" {_MAX_CHARACTERS} characters. Store its documents in a table, and search that by a queryset source."
            )
    alias = kind_of(source).alias
    parameters: dict[str, Any] = {
        "language": how.language,
        "weights": how.rank_weights,
        "min_rank": how.min_rank,
        "headline": f"StartSel={MARK}, StopSel={MARK}, MaxWords={how.snippet_words}, MinWords={how.snippet_words // 2}",
        "max_body": MAX_BODY,
        "text": text,
        "top_k": top_k,
        "ids": [document.id for document in found],
        "titles": [document.title for document in found],
        "bodies": [document.body for document in found],
        "urls": [document.url for document in found],
    }
    with connections[alias].cursor() as cursor:
        cursor.execute(_RANK, parameters)
        return [
            Passage(id=key, title=title, url=url, snippet=snippet, score=score)
            for key, title, url, snippet, score in cursor.fetchall()
        ]
