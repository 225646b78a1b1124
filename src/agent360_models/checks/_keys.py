"""Keys of encrypted columns."""

from importlib.util import find_spec
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004  # Django's own name

from agent360_models import conf
from agent360_models.checks._settings import TAG, is_sound
from agent360_models.secrets.cipher import NEW_KEY, is_key


@register(TAG)
def check_keys(**_kwargs: Any) -> list[CheckMessage]:
    """E011, W008 and W009: keys have their form, and encrypted columns have keys, and the extra that uses them."""
    if not is_sound():
        return []
    from agent360_models.secrets.rotation import encrypted_models

    keys = list(conf.encryption_keys())
    found: list[CheckMessage] = [
        Error(
            f"AGENT360_MODELS['ENCRYPTION_KEYS'][{place}] is not a Fernet key.",
            hint=f"A key is 32 bytes in URL-safe base64: {NEW_KEY}.",
            id="agent360_models.E011",
        )
        for place, key in enumerate(keys)
        if not is_key(key)
    ]
    labels = [model._meta.label for model in encrypted_models()]
    if labels and not keys:
        found.append(
            Warning(
                f"AGENT360_MODELS['ENCRYPTION_KEYS'] has no key for the encrypted columns of {', '.join(labels)}.",
                hint=f"Put one there, from where the project keeps its secrets: {NEW_KEY}.",
                id="agent360_models.W008",
            )
        )
    if keys and not find_spec("cryptography"):
        found.append(
            Warning(
                "AGENT360_MODELS['ENCRYPTION_KEYS'] has keys, and cryptography, which uses them, is not installed.",
                hint='Run pip install "agent360-models[crypto]".',
                id="agent360_models.W009",
            )
        )
    return found
