"""Sources of the type ``queryset``: rows of a model, searched in the database."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db.models import CharField, F, Field, Model, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Left

from agent360_models import conf
from agent360_models.automate.exceptions import KnowledgeSourceError
from agent360_models.automate.runtime import retrieval
from agent360_models.automate.runtime.retrieval import Retrieval
from agent360_models.automate.runtime.source_kinds import Document, Passage, SourceKind, source_kind
from agent360_models.secrets import leads_to_secret
from agent360_models.typed import override

_LOOKUPS = ("exact", "iexact", "contains", "icontains", "startswith", "in", "gt", "gte", "lt", "lte", "isnull")
_FIELDS = {"id": "pk", "title": None, "body": None, "url": None, "vector": None}


@source_kind("queryset")
class Rows(SourceKind):
    """The rows of a model that pass a filter, with only the fields listed in ``config``.

    ``{"model": "shop.Article", "fields": {"title": "name", "body": "text"}, "filter": {"is_public": true}}``
    """

    options = frozenset({"model", "fields", "filter"})

    def validate(self) -> None:
        """Raise ``ValidationError`` for an unknown model, field or filter, and for fields that are not texts."""
        super().validate()
        model = self._model()
        fields, conditions = self.config.get("fields"), self.config.get("filter", {})
        if not isinstance(fields, dict) or not {"title", "body"} <= set(fields) <= set(_FIELDS):
            raise ValidationError('Name the fields: {"title": ..., "body": ...}, and optionally id, url or vector.')
        for purpose, name in fields.items():
            _check_field(model, purpose, name)
        if not isinstance(conditions, dict):
            raise ValidationError('The filter is a JSON object, such as {"is_public": true}.')
        for key, value in conditions.items():
            _check_condition(model, key, value)
        try:
            self._rows()
        except (FieldError, TypeError, ValueError, ValidationError) as error:
            said = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            raise ValidationError(f"The filter does not fit {model._meta.label}: {said}") from error

    def check_reach(self) -> None:
        """Raise ``KnowledgeSourceError`` for a model missing in ``KNOWLEDGE_MODELS``, and for secret columns."""
        model = self._model()
        if model._meta.label_lower not in conf.knowledge_models():
            raise KnowledgeSourceError(
                f"AGENT360_MODELS['KNOWLEDGE_MODELS'] does not list {model._meta.label}. Add it if sources may"
                " read its rows."
            )
        names = ["pk", *self.config["fields"].values(), *self.config.get("filter", {})]
        if secret := sorted({str(name) for name in names if leads_to_secret(model, str(name))}):
            raise KnowledgeSourceError(f"{model._meta.label} keeps {', '.join(secret)} secret: no source may read it.")

    @override
    @property
    def alias(self) -> str:
        return self._rows().db

    def documents(self) -> Iterator[Document]:
        """Yield the rows by primary key, some thousands at a time, without an open transaction in between."""
        from agent360_models.bulk import iterate_by_key  # only reading needs it

        columns = {f"rag_{name}": self._column(name) for name in ("id", "title", "body", "url")}
        for row in iterate_by_key(self._rows().values("pk", **columns)):
            _, key, title, body, url = row.values()
            yield Document(id=str(key), title=title or "", body=body or "", url=url or "")

    def search(self, text: str, top_k: int, how: Retrieval) -> list[Passage]:
        """Search with PostgreSQL's full-text search, in one query."""
        query = SearchQuery(text, config=how.language, search_type="websearch")
        title, body = self.config["fields"]["title"], self.config["fields"]["body"]
        vector: Any = self._vector(how.language)
        headline = SearchHeadline(
            Left(Coalesce(F(body), Value("")), retrieval.MAX_BODY),
            query,
            config=how.language,
            start_sel=retrieval.MARK,
            stop_sel=retrieval.MARK,
            max_words=how.snippet_words,
            min_words=how.snippet_words // 2,
        )
        rows: Any = self._rows().alias(rag_vector=vector).filter(rag_vector=query)
        rows = rows.annotate(rag_rank=SearchRank(vector, query, weights=how.rank_weights), rag_snippet=headline)
        if how.min_rank:
            rows = rows.filter(rag_rank__gte=how.min_rank)
        found = rows.order_by("-rag_rank", "pk").values_list(
            self._column("id"), title, self._column("url"), "rag_snippet", "rag_rank"
        )
        return [
            Passage(id=str(key), title=heading or "", snippet=snippet, score=score, url=url or "")
            for key, heading, url, snippet, score in found[:top_k]
        ]

    def _model(self) -> type[Model]:
        label = self.config.get("model")
        try:
            return apps.get_model(str(label))
        except (LookupError, ValueError) as error:
            raise ValidationError(f"There is no model {label!r}. Write app_label.ModelName.") from error

    def _rows(self) -> QuerySet[Any]:
        return self._model()._default_manager.filter(**self.config.get("filter", {}))

    def _column(self, purpose: str) -> Any:
        name = self.config["fields"].get(purpose, _FIELDS[purpose])
        return F(name) if name else Value("", output_field=TextField())

    def _vector(self, language: str) -> Any:
        fields: Mapping[str, str] = self.config["fields"]
        if "vector" in fields:
            return F(fields["vector"])
        body = Left(F(fields["body"]), retrieval.MAX_BODY)
        title: Any = SearchVector(fields["title"], weight="A", config=language)
        return title + SearchVector(body, weight="B", config=language)


def _check_field(model: type[Model], purpose: str, name: object) -> None:
    """Refuse fields that are not on this model itself, and fields of other types where a text is expected."""
    if purpose == "id" and name == "pk":
        return
    field = _field(model, name)
    meant: Any = {"id": Field, "vector": SearchVectorField}.get(purpose, (CharField, TextField))
    if not isinstance(field, meant):
        kind = "a SearchVectorField" if purpose == "vector" else "a text"
        raise ValidationError(f"{model._meta.label}.{name} cannot be the {purpose} of a document: it is not {kind}.")


def _check_condition(model: type[Model], key: object, value: object) -> None:
    name, _, lookup = str(key).partition("__")
    _field(model, name)
    if lookup and lookup not in _LOOKUPS:
        raise ValidationError(
            f"The filter {key!r} is not allowed. After a field name, use one of {', '.join(_LOOKUPS)}."
        )
    if lookup == "isnull" and not isinstance(value, bool):
        raise ValidationError(f"The filter {key!r} must be true or false.")


def _field(model: type[Model], name: object) -> Any:
    """Return a field with a column in the model's own table: relations would lead to rows of other models."""
    try:
        field = model._meta.get_field(str(name))
    except FieldDoesNotExist:
        field = None
    if field is None or not getattr(field, "concrete", False) or field.is_relation:
        raise ValidationError(f"{model._meta.label} has no field {name!r} of its own.")
    return field
