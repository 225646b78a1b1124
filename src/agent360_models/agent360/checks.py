"""The system check of the org's own names for objects and fields."""

from collections.abc import Iterable

from django.apps import apps
from django.core.checks import CheckMessage, Error

from agent360_models import absent, conf
from agent360_models.checks._settings import check

__all__ = ["check_salesforce_mapping"]


@check
def check_salesforce_mapping() -> Iterable[CheckMessage]:
    """E007: the org's own names lead to models and columns that exist."""
    setting = conf.setting()
    objects = setting.get("SALESFORCE_OBJECTS", {})
    targets: list[tuple[str, str, str, str | None]]
    targets = [("SALESFORCE_OBJECTS", name, label, None) for name, label in objects.items()]
    targets += [
        ("SALESFORCE_FIELDS", name, label, column)
        for label, fields in setting.get("SALESFORCE_FIELDS", {}).items()
        for name, column in fields.items()
    ]
    return [
        Error(
            f"AGENT360_MODELS[{key!r}] leads {name!r} to {'.'.join(filter(None, (label, column)))}, which is missing.",
            hint="Write the model as 'app_label.Model' of an installed app, and the column as the table has it.",
            id="agent360_models.E007",
        )
        for key, name, label, column in targets
        if not _exists(label, column)
    ]


def _exists(label: str, column: str | None) -> bool:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return False
    columns = {*(field.column for field in model._meta.concrete_fields), *absent.absent_columns(model)}
    return column is None or column in columns
