"""Check of the encryption keys."""

from collections.abc import Iterator
from importlib.util import find_spec

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004  # Django's own name

from agent360_models import conf
from agent360_models.checks._settings import check
from agent360_models.secrets.cipher import NEW_KEY, is_key


@check
def check_keys() -> Iterator[CheckMessage]:
    """E011, W008 and W009: a key is malformed, encrypted columns lack keys, or cryptography is not installed."""
    from agent360_models.secrets.rotation import encrypted_models

    keys = list(conf.encryption_keys())
    for place, key in enumerate(keys):
        if not is_key(key):
            yield Error(
                f"AGENT360_MODELS['ENCRYPTION_KEYS'][{place}] is not a Fernet key.",
                hint=f"A key is 32 bytes in URL-safe base64: {NEW_KEY}.",
                id="agent360_models.E011",
            )
    labels = [model._meta.label for model in encrypted_models()]
    if labels and not keys:
        yield Warning(
            f"AGENT360_MODELS['ENCRYPTION_KEYS'] has no key for the encrypted columns of {', '.join(labels)}.",
            hint=f"Add one from the project's secret store: {NEW_KEY}.",
            id="agent360_models.W008",
        )
    if keys and not find_spec("cryptography"):
        yield Warning(
            "AGENT360_MODELS['ENCRYPTION_KEYS'] has keys, but the package cryptography is not installed.",
            hint='Run pip install "agent360-models[crypto]".',
            id="agent360_models.W009",
        )
