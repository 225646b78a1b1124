"""Tables ``rag_ragendpoint``, ``rag_knowledgesource`` and ``rag_embeddingmodel``."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured, ObjectDoesNotExist, ValidationError
from django.core.validators import MinValueValidator
from django.db import DatabaseError, models, router, transaction
from django.utils import timezone

from agent360_models.automate.exceptions import KnowledgeSourceError
from agent360_models.automate.keys import KeyedModel
from agent360_models.automate.rag import _access
from agent360_models.automate.rag._hooks import (
    Document,
    Passage,
    Retrieval,
    SourceKind,
    embeddings,
    kind_of,
    stored_secret,
)
from agent360_models.base import SluggedModel, TimeStampedModel
from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import Agent360ModelsError
from agent360_models.indexes import Index
from agent360_models.secrets import error_text
from agent360_models.validators import validate_json

__all__ = ["EmbeddingModel", "Health", "KnowledgeSource", "RAGEndpoint"]


@dataclass(frozen=True, slots=True)
class Health:
    """The result of ``health_check()``; true if the endpoint answers."""

    problems: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return not self.problems


class RAGEndpoint(KeyedModel, SluggedModel, TimeStampedModel):
    """A configured search over one source, with its permissions; set up in the admin."""

    name = models.CharField(verbose_name="Name", max_length=200, help_text="For people; the slug is made of it.")
    source = models.ForeignKey(
        "automate_rag.KnowledgeSource",
        verbose_name="Source",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="endpoints",
        help_text="What is searched; it cannot be deleted while it has endpoints.",
    )
    retrieval_config = models.JSONField(
        verbose_name="Retrieval configuration",
        default=dict,
        blank=True,
        validators=[validate_json],
        help_text='As {"language": "english", "max_top_k": 20}. Empty: the defaults.',
    )
    access_policy = models.JSONField(
        verbose_name="Access policy",
        default=dict,
        blank=True,
        validators=[validate_json],
        help_text='{"public": true}, or {"users": ["ada"], "groups": ["support"]}. Empty: nobody may ask.',
    )

    personal_fields = ("access_policy",)

    objects = BulkQuerySet["RAGEndpoint"].as_manager()

    class Meta:
        managed = True
        db_table = "rag_ragendpoint"
        indexes = [Index(fields=["source"], name="idx_rag_ragendpoint_source")]
        verbose_name = "RAG endpoint"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Reject a malformed config or policy."""
        super().clean()
        for name, validate in (("retrieval_config", Retrieval.of), ("access_policy", _access.validate)):
            try:
                validate(getattr(self, name))
            except ValidationError as error:
                raise ValidationError({name: error.messages}) from error
        alias = self._state.db or router.db_for_write(type(self), instance=self)
        with suppress(ObjectDoesNotExist, ValidationError):  # the source reports these itself
            alias = kind_of(self.source).alias
        try:
            Retrieval.of(self.retrieval_config).check_language(alias)
        except ValidationError as error:
            raise ValidationError({"retrieval_config": error.messages}) from error

    def query(self, text: str, top_k: int = 5, *, user: Any = None) -> list[Passage]:
        """Return the best passages, best first.

        Args:
            text: the search text, in web search syntax: words, ``"a phrase"``, ``or``, ``-not``.
            top_k: the maximum number of passages.
            user: the caller, a user of ``django.contrib.auth``; ``None`` for an anonymous caller.

        Raises ``PermissionDenied`` if ``access_policy`` does not let the user query, ``ValidationError`` for an
        invalid text, number or language, and ``KnowledgeSourceError`` for a source that the settings do not allow.

        """
        _access.check(self, user)
        how = Retrieval.of(self.retrieval_config)
        question = how.check(text, top_k)
        kind = _checked(self.source)
        how.check_language(kind.alias)
        return kind.search(question, top_k, how)

    def health_check(self) -> Health:
        """Try a search, and return the faults that keep the endpoint from answering."""
        problems = []
        try:
            self.clean()
            if not any(self.access_policy.values()):
                problems.append("It has no access policy, so nobody may query it.")
            kind = _checked(self.source)
            with transaction.atomic(using=self._state.db):
                kind.search("health", 1, Retrieval.of(self.retrieval_config))
        except ValidationError as error:
            problems += error.messages
        except (Agent360ModelsError, DatabaseError, ImproperlyConfigured, OSError) as error:
            problems.append(error_text(error))
        return Health(tuple(problems))


class KnowledgeSource(KeyedModel, TimeStampedModel):
    """Documents that are searched in place, as rows of a model or files; set up in the admin."""

    class SyncStatus(models.TextChoices):
        """The result of the last ``sync()``."""

        NEVER = "never", "Never synced"
        SYNCING = "syncing", "Syncing"
        SYNCED = "synced", "Synced"
        FAILED = "failed", "Failed"

    name = models.CharField(verbose_name="Name", max_length=200, help_text="No two sources have the same.")
    type = models.CharField(
        verbose_name="Type", max_length=100, help_text="queryset, folder, or a type that the project registers."
    )
    config = models.JSONField(
        verbose_name="Configuration",
        default=dict,
        blank=True,
        validators=[validate_json],
        help_text="What the type asks for; no secret.",
    )
    credentials_ref = models.CharField(
        verbose_name="Credentials reference",
        max_length=200,
        default="",
        blank=True,
        help_text="The key of a StoredSecret, for types that have to log in.",
    )
    sync_status = models.CharField(
        verbose_name="Sync status",
        max_length=20,
        choices=SyncStatus,
        default=SyncStatus.NEVER,
        editable=False,
        help_text="How the last sync went: never, syncing, synced or failed.",
    )
    synced_at = models.DateTimeField(
        verbose_name="Synced at", null=True, blank=True, editable=False, help_text="When the last sync ended."
    )
    document_count = models.IntegerField(
        verbose_name="Number of documents", null=True, blank=True, editable=False, help_text="At the last success."
    )
    sync_error = models.TextField(
        verbose_name="Sync error",
        default="",
        blank=True,
        editable=False,
        help_text="Why the last sync failed; empty after one that went well.",
    )

    objects = BulkQuerySet["KnowledgeSource"].as_manager()

    class Meta:
        managed = True
        db_table = "rag_knowledgesource"
        constraints = [models.UniqueConstraint(fields=["name"], name="rag_knowledgesource_name")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Reject an unknown type, and a config that it cannot use."""
        super().clean()
        kind = kind_of(self)
        try:
            kind.validate()
            kind.check_reach()
        except ValidationError as error:
            raise ValidationError({"config": error.messages}) from error
        except KnowledgeSourceError as error:
            raise ValidationError({"config": str(error)}) from error

    def get_documents(self) -> Iterator[Document]:
        """Yield the documents one by one, without keeping them in memory.

        Raises ``ValidationError`` for a config that the type cannot use, and ``KnowledgeSourceError`` for a source
        that the settings do not allow.
        """
        return _checked(self).documents()

    def get_credentials(self) -> Any:
        """Return the ``Secret`` named in ``credentials_ref``, used like a dictionary; ``None`` without a name."""
        return stored_secret(self.credentials_ref) if self.credentials_ref else None

    def sync(self, *, using: str | None = None) -> int:
        """Read every document once, record the result, and return the number of documents.

        Nothing is copied: endpoints search the source itself. A subclass that fills an index overrides this method. An
        error is recorded and raised again.
        """
        self._record(self.SyncStatus.SYNCING, using)
        try:
            count = sum(1 for _ in self.get_documents())
        except BaseException as error:
            self.sync_error = error_text(error)
            self._record(self.SyncStatus.FAILED, using)
            raise
        self.document_count, self.sync_error = count, ""
        self._record(self.SyncStatus.SYNCED, using)
        return count

    sync.alters_data = True  # type: ignore[attr-defined]

    def _record(self, status: "KnowledgeSource.SyncStatus", using: str | None) -> None:
        self.sync_status = status
        if status != self.SyncStatus.SYNCING:
            self.synced_at = timezone.now()
        self.save(using=using, update_fields=["sync_status", "synced_at", "document_count", "sync_error"])


def _checked(source: KnowledgeSource) -> SourceKind:
    """Return a source with its kind, after checking its config and the permission to read it."""
    kind = kind_of(source)
    kind.validate()
    kind.check_reach()
    return kind


class EmbeddingModel(KeyedModel, TimeStampedModel):
    """A model that turns texts into vectors, and its service; set up in the admin."""

    name = models.CharField(verbose_name="Name", max_length=200, help_text="No two embedding models have the same.")
    provider = models.CharField(
        verbose_name="Provider",
        max_length=100,
        default="openai",
        help_text="openai, also for servers that speak alike.",
    )
    model_id = models.CharField(verbose_name="Model", max_length=200, help_text="As the provider names it.")
    dimensions = models.IntegerField(
        verbose_name="Dimensions", validators=[MinValueValidator(1)], help_text="How long its vectors are."
    )
    config = models.JSONField(
        verbose_name="Configuration",
        default=dict,
        blank=True,
        validators=[validate_json],
        help_text='As {"api_key_ref": "openai", "base_url": "https://..."}. The key itself is no part of it.',
    )

    objects = BulkQuerySet["EmbeddingModel"].as_manager()

    class Meta:
        managed = True
        db_table = "rag_embeddingmodel"
        constraints = [
            models.UniqueConstraint(fields=["name"], name="rag_embeddingmodel_name"),
            models.CheckConstraint(condition=models.Q(dimensions__gte=1), name="rag_embeddingmodel_dimensions"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Reject a provider and config from which no client can be made."""
        super().clean()
        embeddings.validate(self)

    def get_client(self) -> Any:
        """Return the client, an ``openai.OpenAI``. A subclass may support other providers."""
        return embeddings.client(self)

    def embed(self, text: str) -> list[float]:
        """Return the vector of a text."""
        return self.batch_embed([text])[0]

    def batch_embed(self, texts: Iterable[str]) -> list[list[float]]:
        """Return the vectors of many texts, in order, with as few requests as the provider allows.

        Raises ``EmbeddingError`` for an unexpected answer, ``ImproperlyConfigured`` without a key, and the errors of
        the SDK if the provider refuses or cannot be reached.
        """
        return embeddings.embed(self, texts)
