"""Links between systems that no foreign key expresses."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model

from agent360_models.families import APPS

__all__ = ["key_of", "row_of", "rows_of"]


def rows_of(name: str) -> Any:
    """Return all rows of a model of another app, such as ``rows_of("ingestion_callrail.Call")``.

    Raises ``ImproperlyConfigured`` where the app is not installed.
    """
    module = APPS[name.partition(".")[0]].module
    if not apps.is_installed(module):
        raise ImproperlyConfigured(f'{name} is of an app that is not installed: add "{module}" to INSTALLED_APPS.')
    return apps.get_model(name)._default_manager.all()


def row_of(name: str, key: str | None) -> Any | None:
    """Return the row of a model of another app by its key, as text; ``None`` where it is not there.

    Raises ``ImproperlyConfigured`` as ``rows_of()`` does.
    """
    rows = rows_of(name)
    value = key_of(rows.model, key)
    return None if value is None else rows.filter(pk=value).first()


def key_of(model: type[Model], text: str | None) -> Any | None:
    """Return a key of the model from its text; ``None`` where it cannot be one.

    Python takes ``007`` and ``1_000`` for numbers too, which nobody writes for 7 and 1000.
    """
    if text is None:
        return None
    try:
        value = model._meta.pk.clean(text, None)
    except ValidationError:
        return None
    return value if str(value) == text else None
