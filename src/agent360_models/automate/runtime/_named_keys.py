"""Keys of services that a row names and does not hold: the one rule for what it may name.

Who writes such a row decides where the key is sent. So of the server's environment it reaches no variables but those
whose names end in ``API_KEY``, and of the stored secrets those whose keys end so, or that hold an ``api_key``.
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
    """Tell whether a row may name this variable of the environment."""
    return isinstance(name, str) and _VARIABLE.fullmatch(name) is not None


def variable_value(name: object) -> str:
    """Return the value of a variable that a row may name; empty where it is not set, or may not be named."""
    return os.environ.get(str(name), "") if is_variable(name) else ""


def stored_secret(key: str) -> Any:
    """Return what is stored under a key: a ``Secret``, which shows itself only when it is asked.

    Raises ``ImproperlyConfigured`` where nobody stored the secret, or the app that stores it is not installed.
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
    """Return the API key of a stored secret that a row may name.

    Raises ``ImproperlyConfigured`` for any other secret, and where there is none.
    """
    secret = stored_secret(key)
    if not _has_api_key(key, secret.reveal()):
        raise ImproperlyConfigured(
            f'The StoredSecret {key!r} holds no key under api_key. Store {{"api_key": ...}}, or the text alone under a'
            " key that ends in api_key: no other secret is sent to where a row says."
        )
    return str(secret["api_key"] if isinstance(secret.reveal(), dict) else secret.reveal())


def _has_api_key(key: str, document: Any) -> bool:
    found = document.get("api_key") if isinstance(document, dict) else _STORED.fullmatch(key) and document
    return isinstance(found, str) and found != ""
