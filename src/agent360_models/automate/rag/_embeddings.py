"""Embeddings over the SDK of ``openai``, from OpenAI or from a server that speaks the same (extra ``llm``)."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError

from agent360_models.automate import _named_keys
from agent360_models.automate.exceptions import EmbeddingError
from agent360_models.exceptions import MissingExtraError
from agent360_models.secrets.frames import without_frames

if TYPE_CHECKING:
    from agent360_models.automate.rag.models import EmbeddingModel

PROVIDERS = ("openai",)
BATCH_SIZE = 256  # texts of one request; OpenAI takes 2048
_OPTIONS = {"api_key_ref", "api_key_env", "base_url", "batch_size", "send_dimensions", "timeout"}


def validate(model: "EmbeddingModel") -> None:
    """Refuse a provider or a ``config`` that no client can be made of."""
    config = model.config
    if model.provider not in PROVIDERS:
        raise ValidationError(
            {"provider": f"The provider is one of {', '.join(PROVIDERS)}; for others override get_client()."}
        )
    if not isinstance(config, dict) or set(config) - _OPTIONS:
        # No value is shown: somebody may have put a key there.
        raise ValidationError(
            {"config": f"The config is a JSON object of {', '.join(sorted(_OPTIONS))}. Keys are no part of it."}
        )
    faults = [
        fault
        for is_right, fault in (
            (_is_name(config.get("api_key_ref", "-")), "api_key_ref is the key of a StoredSecret."),
            (_named_keys.is_variable(config.get("api_key_env", "API_KEY")), f"api_key_env is {_named_keys.VARIABLE}."),
            (_is_url(config.get("base_url", "https://-")), "base_url is an http or https URL without a user in it."),
            (_is_count(config.get("batch_size", 1), 2048), "batch_size is a number from 1 to 2048."),
            (isinstance(config.get("send_dimensions", False), bool), "send_dimensions is true or false."),
            (_is_count(config.get("timeout", 1), 3600), "timeout is a number of seconds, up to 3600."),
        )
        if not is_right
    ]
    if faults:
        raise ValidationError({"config": faults})


def client(model: "EmbeddingModel") -> Any:
    """Return an ``openai.OpenAI``; closing it is the caller's business."""
    try:
        import openai
    except ImportError as error:
        raise MissingExtraError("openai", "llm") from error
    validate(model)
    key, url, timeout = _key_of(model), model.config.get("base_url"), model.config.get("timeout", 60)
    return without_frames(lambda: openai.OpenAI(api_key=key(), base_url=url, timeout=timeout))


def embed(model: "EmbeddingModel", texts: Iterable[str]) -> list[list[float]]:
    """Return a vector for each text, in their order; one request for each batch."""
    vectors: list[list[float]] = []
    remaining = iter(texts)
    with model.get_client() as service:
        while batch := list(islice(remaining, model.config.get("batch_size", BATCH_SIZE))):
            vectors += _of_batch(model, service, batch, number=len(vectors))
    return vectors


def _of_batch(model: "EmbeddingModel", service: Any, batch: list[Any], number: int) -> list[list[float]]:
    for place, text in enumerate(batch, number):
        if not isinstance(text, str) or not text.strip():
            raise ValidationError(f"Text {place} cannot be embedded: it is empty, or no text.")
    options = {"dimensions": model.dimensions} if model.config.get("send_dimensions") else {}
    answer = service.embeddings.create(model=model.model_id, input=batch, encoding_format="float", **options)
    found = {each.index: each.embedding for each in answer.data}
    if sorted(found) != list(range(len(batch))) or len(answer.data) != len(batch):
        raise EmbeddingError(f"{model.model_id} answered {len(answer.data)} vectors to {len(batch)} texts.")
    if wrong := {len(vector) for vector in found.values()} - {model.dimensions}:
        raise EmbeddingError(
            f"{model.model_id} answered vectors of {wrong.pop()} dimensions, and the embedding model {model} says"
            f" {model.dimensions}. Correct dimensions, or set send_dimensions in its config."
        )
    return [found[place] for place in range(len(batch))]


def _key_of(model: "EmbeddingModel") -> Callable[[], str]:
    """Return what gives the key, of a StoredSecret or a variable that the config names; else OPENAI_API_KEY."""
    if reference := model.config.get("api_key_ref"):
        return lambda: _named_keys.stored_api_key(reference)
    variable = model.config.get("api_key_env", "OPENAI_API_KEY")
    if not _named_keys.variable_value(variable):
        raise ImproperlyConfigured(
            f"The embedding model {model} has no key: set the variable {variable}, or name a StoredSecret"
            " in its config, as api_key_ref."
        )
    return lambda: _named_keys.variable_value(variable)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_count(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _is_url(value: object) -> bool:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
