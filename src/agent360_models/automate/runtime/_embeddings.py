"""Embeddings over the SDK of ``openai``, from OpenAI or a compatible server (extra ``llm``)."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured, ValidationError

from agent360_models.automate import _faults
from agent360_models.automate.exceptions import EmbeddingError
from agent360_models.automate.runtime import _named_keys
from agent360_models.automate.runtime._services import of_extra
from agent360_models.secrets.frames import without_frames

if TYPE_CHECKING:
    from agent360_models.automate.rag.models import EmbeddingModel

PROVIDERS = ("openai",)
BATCH_SIZE = 256  # texts per request; OpenAI accepts 2048
_KINDS: _faults.Kinds = {
    "api_key_ref": _faults.Kind("the key of a StoredSecret", _faults.is_text),
    "api_key_env": _faults.Kind(_named_keys.VARIABLE, _named_keys.is_variable),
    "base_url": _faults.URL,
    "batch_size": _faults.count(1, 2048),
    "send_dimensions": _faults.BOOLEAN,
    "timeout": _faults.count(1, 3600),
}


def validate(model: "EmbeddingModel") -> None:
    """Raise ``ValidationError`` for a provider or ``config`` from which no client can be made."""
    if model.provider not in PROVIDERS:
        raise ValidationError(
            {"provider": f"The provider is one of {', '.join(PROVIDERS)}; for others override get_client()."}
        )
    if faults := _faults.of_object(model.config, _KINDS):
        raise ValidationError({"config": faults})


def client(model: "EmbeddingModel") -> Any:
    """Return an ``openai.OpenAI``; the caller closes it."""
    openai = of_extra("llm", "openai")
    validate(model)
    key, url, timeout = _key_of(model), model.config.get("base_url"), model.config.get("timeout", 60)
    return without_frames(lambda: openai.OpenAI(api_key=key(), base_url=url, timeout=timeout))


def embed(model: "EmbeddingModel", texts: Iterable[str]) -> list[list[float]]:
    """Return a vector for each text, in order, with one request per batch."""
    vectors: list[list[float]] = []
    remaining = iter(texts)
    with model.get_client() as service:
        while batch := list(islice(remaining, model.config.get("batch_size", BATCH_SIZE))):
            vectors += _of_batch(model, service, batch, number=len(vectors))
    return vectors


def _of_batch(model: "EmbeddingModel", service: Any, batch: list[Any], number: int) -> list[list[float]]:
    for place, text in enumerate(batch, number):
        if not isinstance(text, str) or not text.strip():
            raise ValidationError(f"Text {place} cannot be embedded: it is empty, or not a text.")
    options = {"dimensions": model.dimensions} if model.config.get("send_dimensions") else {}
    answer = service.embeddings.create(model=model.model_id, input=batch, encoding_format="float", **options)
    found = {each.index: each.embedding for each in answer.data}
    if sorted(found) != list(range(len(batch))) or len(answer.data) != len(batch):
        raise EmbeddingError(f"{model.model_id} returned {len(answer.data)} vectors for {len(batch)} texts.")
    if wrong := {len(vector) for vector in found.values()} - {model.dimensions}:
        raise EmbeddingError(
            f"{model.model_id} returned vectors of {wrong.pop()} dimensions, but the embedding model {model} has"
            f" {model.dimensions}. Correct dimensions, or set send_dimensions in its config."
        )
    return [found[place] for place in range(len(batch))]


def _key_of(model: "EmbeddingModel") -> Callable[[], str]:
    """Return a function that returns the key, from the StoredSecret or variable in the config, else OPENAI_API_KEY."""
    if reference := model.config.get("api_key_ref"):
        return lambda: _named_keys.stored_api_key(reference)
    variable = model.config.get("api_key_env", "OPENAI_API_KEY")
    if not _named_keys.variable_value(variable):
        raise ImproperlyConfigured(
            f"The embedding model {model} has no key: set the variable {variable}, or name a StoredSecret"
            " in its config, as api_key_ref."
        )
    return lambda: _named_keys.variable_value(variable)
