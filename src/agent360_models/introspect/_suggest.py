"""Suggested code: for each drift finding, the line to write or change in the model."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from django.db.migrations.recorder import MigrationRecorder

from agent360_models import catalog
from agent360_models.drift import Finding
from agent360_models.introspect import _writing
from agent360_models.introspect._code import layout
from agent360_models.introspect._existing import Existing
from agent360_models.introspect._models import Model, Models
from agent360_models.validators import printable

_RECORD = MigrationRecorder.Migration._meta.db_table
# Findings that have nothing to do with the code of a model.
_NOT_OF_MODELS = (
    *("connection.", "privilege.", "table.", "rule.", "trigger.", "baseline.", "index.", "identity.always"),
    *("check.not_valid", "foreign_key.absent", "foreign_key.not_valid", "foreign_key.on_update"),
)


def suggest(
    findings: Sequence[Finding], *, using: str, labels: Collection[str], new_in: Collection[str] = (), zone: str = "UTC"
) -> Iterator[str]:
    """Yield the lines to write or change in the models of some apps, for the findings of ``drift`` on ``using``.

    They are followed by models for tables that no installed app has, in the schemas of the apps ``new_in``, except the
    table of Django's migrations.

    Raises ``django.db.OperationalError`` if the server cannot be reached.
    """
    existing = Existing.of_project(labels)
    mine = [model for model in existing.models if model._meta.app_label in new_in]
    found = Models(catalog.read_schemas((), (), using=using), zone=zone, existing=existing)
    by_label = {one.existing._meta.label: one for one in found.models.values() if one.existing is not None}
    parts: list[str] = []
    for label, of_model in groupby(findings, key=lambda finding: finding.model):
        lines = [*_of_model(found, by_label.get(label), [*of_model])]
        if lines:
            parts.append("\n".join([f"# {label}", *lines]))
    schemas = {one.table.schema for one in found.models.values() if one.existing in mine}
    parts += [
        _writing.model(found, one)
        for one in found.models.values()
        if one.existing is None and one.table.schema in schemas and one.table.name != _RECORD
    ]
    enums = [
        _writing.enum(name, each)
        for name, each in found.types.enums.items()
        if each.is_new and any(f"enum={each.name}," in part for part in parts)
    ]
    text = "\n\n\n".join([*enums, *parts])
    if text:
        yield "\n".join(_writing.imports(text))
        yield ""
        yield text


def _of_model(found: Models, one: Model | None, findings: Sequence[Finding]) -> Iterator[str]:
    said: set[str] = set()
    for finding in findings:
        if finding.code.startswith(_NOT_OF_MODELS):
            continue
        line = _line(found, one, finding)
        if line and line not in said:
            said.add(line)
            sides = [f"{side} {value}" for side, value in (("declared", finding.declared), ("live", finding.live))]
            told = ", ".join(side for side in sides if not side.endswith(" "))
            what = " ".join(filter(None, (finding.code, finding.column)))
            yield _comment(f"{what}{': ' if told else ''}{told}")
            yield line
    if one is not None:
        new = [one.names[finding.column] for finding in findings if finding.column in one.names and _is_new(finding)]
        yield from (line for line in _options_over(found, one, new) if line not in said)


def _comment(text: str) -> str:
    """Return a comment of a model; what follows a line break in a name would be code."""
    return f"    # {printable(text)}"


def _is_new(finding: Finding) -> bool:
    return finding.code in ("column.extra", "column.extra_required")


def _options_over(found: Models, one: Model, fields: Collection[str]) -> Iterator[str]:
    for option in ("constraints", "indexes"):
        for made in found.meta(one).get(option, ()):
            text = layout(made, 12, after=",")
            if any(f'"{name}"' in text or f"{{{name}}}" in text for name in fields):
                yield f"            {text}  # in Meta.{option}"


def _line(found: Models, one: Model | None, finding: Finding) -> str:
    """Return the line for one finding; empty if the model needs no change."""
    if finding.code == "column.missing":
        return _comment(f"remove the field of {finding.column}")
    if finding.code in ("unique.missing", "check.missing", "default.missing"):
        return _comment(f"remove {finding.declared or 'db_default'}{f' of {finding.column}' if finding.column else ''}")
    if one is None:
        return ""
    if finding.code == "enum.label_unknown":
        return _label(found, one, finding)
    if finding.code in ("unique.extra", "check.extra"):
        return _constraint(found, one, finding.live.partition(" (")[0])
    return _lines_of_fields(found, one, finding)


def _lines_of_fields(found: Models, one: Model, finding: Finding) -> str:
    columns = tuple(finding.live.partition(":")[0].split(", "))
    relations = [name for name, each in one.relations if each.constraint.columns in ((finding.column,), columns)]
    if finding.code == "primary_key.differs":
        names = ["pk", *(one.names[column] for column in one.key)]
    elif finding.code == "foreign_key.extra" and relations:
        names = relations
    else:
        names = [one.names.get(finding.column, ""), *relations]
    return "\n".join("    " + layout(made, 4, f"{name} = ") for name, made in found.fields(one) if name in names)


def _constraint(found: Models, one: Model, name: str) -> str:
    for made in found.meta(one).get("constraints", ()):
        if made.options["name"] == name:
            return "            " + layout(made, 12, after=",") + "  # in Meta.constraints"
    return ""


def _label(found: Models, one: Model, finding: Finding) -> str:
    column = one.table.columns.get(finding.column)
    enum = found.types.enums.get(column.type_name) if column is not None else None
    if enum is None:
        return ""
    return f"    {enum.members[finding.live]} = {layout(finding.live)}  # in {enum.name}"
