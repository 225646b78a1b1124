"""Secrets that a row names by their key; they are stored by ``automate_governance``, encrypted."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured


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
