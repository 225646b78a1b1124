"""Checks of the setting ``ABSENT``."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db.models import Model

from agent360_models import absent, conf, families
from agent360_models.checks._settings import check


@check
def check_absent() -> Iterator[CheckMessage]:
    """E012 and E013: ``ABSENT`` names a missing model or column, or a primary key."""
    for label, names in conf.absent_models().items():
        yield from _messages(label, names)


def _messages(label: str, names: Any) -> Iterator[CheckMessage]:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        if not (families.has(label.partition(".")[0]) and not _is_installed(label)):
            hint = "Write it as 'app_label.Model' of an installed app."
            yield _error("agent360_models.E012", f"names the model {label!r}, which does not exist.", hint)
        return
    if model._meta.proxy:
        hint = f"Name {model._meta.concrete_model._meta.label!r}, which has the table."
        yield _error("agent360_models.E012", f"names {label!r}, which is a proxy.", hint)
        return
    columns = {field.column: field for field in model._meta.local_concrete_fields}
    for name in names:
        if name == absent.TABLE or name in absent.absent_columns(model):
            continue
        if name not in columns:
            fact = f"names {label}.{name}, which is not a column of its table."
            yield _error("agent360_models.E012", fact, _hint(model, name))
        elif columns[name] in model._meta.pk_fields:
            hint = f'Rows need their primary key. If the table is missing, write ["{absent.TABLE}"].'
            yield _error("agent360_models.E013", f"names {label}.{name}, which is the primary key.", hint)


def _is_installed(label: str) -> bool:
    return any(config.label == label.partition(".")[0] for config in apps.get_app_configs())


def _hint(model: type[Model], name: str) -> str:
    """Suggest the column if a field name was given, else list all columns."""
    meant = [str(field.column) for field in model._meta.local_concrete_fields if name in (field.name, field.attname)]
    known = ", ".join(str(field.column) for field in model._meta.local_concrete_fields)
    return f"Write {meant[0]!r}, the name of the column." if meant else f"Choose from: {known}."


def _error(number: str, fact: str, hint: str) -> CheckMessage:
    return Error(f"AGENT360_MODELS['ABSENT'] {fact}", hint=hint, id=number)
