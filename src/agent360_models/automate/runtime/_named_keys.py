"""Service keys that a row names instead of holding: the one rule for allowed names.

The author of such a row decides where the key is sent. So a row can name only environment variables that end in
``API_KEY``. Of the stored secrets it can name those whose keys end so, and those with an ``api_key``.
"""

import os
import re
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

VARIABLE = "a variable of the environment whose name ends in API_KEY"  # in words
_VARIABLE = re.compile(r"[A-Z0-9_]*API_KEY")
_STORED = re.compile(r"(.*[^a-z0-9])?api[_-]?key", re.IGNORECASE)


def is_variable(name: object) -> bool:
    """Tell whether a row may name this environment variable."""
    return isinstance(name, str) and _VARIABLE.fullmatch(name) is not None


def variable_value(name: object) -> str:
    """Return the value of a variable that a row may name; empty if it is not set or not allowed."""
    return os.environ.get(str(name), "") if is_variable(name) else ""


def stored_secret(key: str) -> Any:
    """Return the value stored under a key: a ``Secret``, which reveals itself only on request.

    Raises ``ImproperlyConfigured`` if the secret does not exist, or its app is not installed.
    """
    try:
        secrets = apps.get_model("automate_governance", "StoredSecret")._default_manager
    except LookupError as error:
        raise ImproperlyConfigured(
            f"The secret {key!r} is stored by automate_governance, which is not installed. Add"
            ' *installed_apps("automate_governance") to INSTALLED_APPS.'
        ) from error
    secret: Any = secrets.filter(key=key).first()
    if secret is None:
        raise ImproperlyConfigured(f"There is no StoredSecret with the key {key!r}. Add it in the admin.")
    return secret.encrypted_value


def stored_api_key(key: str) -> str:
    """Return the API key in a stored secret that a row may name.

    Raises ``ImproperlyConfigured`` for any other secret, and if it does not exist.
    """
    secret = stored_secret(key)
    if not _has_api_key(key, secret.reveal()):
        raise ImproperlyConfigured(
            f'The StoredSecret {key!r} has no api_key. Store {{"api_key": ...}}, or the text alone under a'
            " key that ends in api_key. Rows cannot use other secrets."
        )
    return str(secret["api_key"] if isinstance(secret.reveal(), dict) else secret.reveal())


def _has_api_key(key: str, document: Any) -> bool:
    found = document.get("api_key") if isinstance(document, dict) else _STORED.fullmatch(key) and document
    return isinstance(found, str) and found != ""
