"""Links between systems that no foreign key expresses."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model

from agent360_models.families import APPS

__all__ = ["key_of", "row_of", "rows_of"]


def rows_of(name: str) -> Any:
    """Return all rows of a model of another app, such as ``rows_of("ingestion_callrail.Call")``.

    Raises ``ImproperlyConfigured`` if the app is not installed.
    """
    module = APPS[name.partition(".")[0]].module
    if not apps.is_installed(module):
        raise ImproperlyConfigured(f'{name} belongs to an app that is not installed: add "{module}" to INSTALLED_APPS.')
    return apps.get_model(name)._default_manager.all()


def row_of(name: str, key: str | None) -> Any | None:
    """Return the row of another app's model by its key as text; ``None`` if it is missing.

    Raises ``ImproperlyConfigured`` if the app is not installed.
    """
    rows = rows_of(name)
    value = key_of(rows.model, key)
    return None if value is None else rows.filter(pk=value).first()


def key_of(model: type[Model], text: str | None) -> Any | None:
    """Parse a key of the model from its text; return ``None`` if the text is not a valid key.

    Python also parses ``007`` and ``1_000`` as numbers; this function rejects them.
    """
    if text is None:
        return None
    try:
        value = model._meta.pk.clean(text, None)
    except ValidationError:
        return None
    return value if str(value) == text else None
