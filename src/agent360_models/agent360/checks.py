"""System checks of the org's own object and field names, and of the assistant's query examples."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004  # Django's own name
from django.db import Error as DatabaseError
from django.db import connections, transaction

from agent360_models import absent, conf, families
from agent360_models.checks._settings import check, check_databases
from agent360_models.readonly import _plan
from agent360_models.routing import home_of_app

__all__ = ["check_query_examples", "check_salesforce_mapping"]

_EXAMPLES = "agent360_ai_assistant"


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
            f"AGENT360_MODELS[{key!r}] maps {name!r} to {'.'.join(filter(None, (label, column)))},"
            " which does not exist.",
            hint="Write the model as 'app_label.Model' of an installed app, and the column by its name in the table.",
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


@check_databases
def check_query_examples(databases: Sequence[str]) -> Iterable[CheckMessage]:
    """W019: PostgreSQL can still plan each active query example; the check runs none of them."""
    if _EXAMPLES not in families.installed():
        return []
    using = home_of_app(_EXAMPLES)
    model: Any = apps.get_model(_EXAMPLES, "AiQueryExample")
    if using not in databases or connections[using].vendor != "postgresql" or absent.is_table_absent(model):
        return []
    try:
        with transaction.atomic(using=using):
            examples = list(model.objects.using(using).active().only("aqe_sql"))
            rotten = {example: said for example in examples if (said := _plan.fault(example.aqe_sql, using=using))}
    except DatabaseError:  # a missing server or table, which other checks report
        return []
    return [
        Warning(
            f"{example} of ai_query_examples no longer plans on alias {using!r}: {said}.",
            hint="Correct its query, or switch the example off, since the assistant would repeat the mistake.",
            obj=f"{model._meta.label} {example.pk}",
            id="agent360_models.W019",
        )
        for example, said in rotten.items()
    ]
