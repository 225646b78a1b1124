"""Clients of language models, by provider type; the two built-in types need the extra ``llm``."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from agent360_models.automate import _faults
from agent360_models.automate.runtime import _named_keys
from agent360_models.automate.runtime._services import of_extra
from agent360_models.secrets import revealed
from agent360_models.secrets.frames import without_frames

__all__ = ["ProviderType", "client", "make_anthropic", "make_openai", "provider_types", "register", "validate"]

_KINDS: _faults.Kinds = {
    "api_key": _faults.HEADER,
    "api_key_env": _faults.Kind(_named_keys.VARIABLE, _named_keys.is_variable),
    "base_url": _faults.URL,
    "timeout": _faults.SECONDS,
    "max_retries": _faults.COUNT,
    "organization": _faults.HEADER,
}


class ProviderType(NamedTuple):
    """A type of provider: the function that creates its client, and the keys of its config."""

    make_client: Callable[..., Any]
    kinds: _faults.Kinds
    required: tuple[str, ...] = ()
    needs_key: bool = False


def make_openai(**options: Any) -> Any:
    """Return a client for OpenAI, or for a compatible server at ``base_url``."""
    return of_extra("llm", "openai").OpenAI(**options)


def make_anthropic(**options: Any) -> Any:
    """Return a client for Anthropic."""
    return of_extra("llm", "anthropic").Anthropic(**options)


provider_types: dict[str, ProviderType] = {  # by provider type
    "openai": ProviderType(make_openai, _KINDS, needs_key=True),
    "anthropic": ProviderType(
        make_anthropic, {key: _KINDS[key] for key in _KINDS if key != "organization"}, needs_key=True
    ),
}


def register(
    name: str, make_client: Callable[..., Any], *, required: Iterable[str] = (), optional: Iterable[str] = ()
) -> None:
    """Register or replace a provider type; call it in the ``ready()`` of an app.

    Args:
        name: the value of ``provider_type``.
        make_client: called with the config as keyword arguments; ``api_key_env`` is resolved to ``api_key``.
        required: keys that the config must have.
        optional: keys that it may have, besides ``api_key`` or ``api_key_env``.

    """
    required = tuple(required)
    keys = ("api_key", "api_key_env", *required, *optional)
    provider_types[name] = ProviderType(make_client, {key: _KINDS.get(key, _faults.ANYTHING) for key in keys}, required)


def validate(provider_type: str, config: Any) -> None:
    """Raise a ``ValidationError`` that lists every fault; environment variables are not checked."""
    if provider_type not in provider_types:
        known = ", ".join(sorted(provider_types))
        raise ValidationError(
            {"provider_type": f"{provider_type} is unknown. Choose from: {known}. clients.register() adds a type."}
        )
    wanted = provider_types[provider_type]
    found = _faults.of_object(config, wanted.kinds, wanted.required)
    if isinstance(config, Mapping):
        keys = {"api_key", "api_key_env"} & config.keys()
        if wanted.needs_key and not keys:
            found.append("Missing: api_key, or api_key_env with the name of an environment variable.")
        if len(keys) > 1:
            found.append("Both api_key and api_key_env are set. Keep one of them.")
    if found:
        raise ValidationError({"config": found})


def client(provider_type: str, config: Any) -> Any:
    """Return a client for a valid config. Its errors have no secret in their frames."""
    make_client = provider_types[provider_type].make_client
    variable = config.get("api_key_env")
    if not variable:
        return without_frames(lambda: make_client(**revealed(config)))
    if not _named_keys.variable_value(variable):
        raise ValidationError({"config": f"The environment variable {variable}, which api_key_env names, is not set."})
    plain = {key: value for key, value in config.items() if key != "api_key_env"}
    return without_frames(lambda: make_client(**revealed(plain), api_key=_named_keys.variable_value(variable)))
