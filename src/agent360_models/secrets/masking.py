"""Keys of JSON documents below which secrets stand, and documents in which asterisks stand for these."""

import re
from typing import Any

from agent360_models.secrets.secret import MASK, Secret

__all__ = ["SECRET_KEYS", "is_secret_key", "masked"]

# These keys hold secrets, and so does a key that ends with one of them, such as x_api_key.
SECRET_KEYS = (
    "access_key",
    "api_key",
    "apikey",
    "authorization",
    "credentials",
    "passphrase",
    "password",
    "private_key",
    "secret",
    "token",
)


def is_secret_key(key: object, names: tuple[str, ...] = SECRET_KEYS) -> bool:
    """Tell whether the value below a key is a secret: ``apiKey``, ``X-Api-Key`` and ``api_key`` are the same."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", str(key)).replace("-", "_").replace(" ", "_").lower()
    return any(words == name or words.endswith(f"_{name}") for name in names)


def masked(document: Any) -> Any:
    """Return a copy of a document in which each secret is replaced by asterisks, and so is what a secret key holds."""
    if isinstance(document, Secret):
        return MASK
    if isinstance(document, dict):
        return {
            key: MASK if is_secret_key(key) and value is not None else masked(value) for key, value in document.items()
        }
    return [*map(masked, document)] if isinstance(document, list | tuple) else document
