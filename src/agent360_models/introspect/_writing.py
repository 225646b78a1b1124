"""The files of an app: models, admin, migration and the rest."""

import re
from collections.abc import Sequence
from typing import Any

from agent360_models.catalog import TypeName
from agent360_models.dictionary.markdown import code, row
from agent360_models.drift._compare import KINDS
from agent360_models.introspect import _naming
from agent360_models.introspect._code import MODULES, Call, Code, docstring, layout, literal
from agent360_models.introspect._fields import EnumClass
from agent360_models.introspect._models import Model, Models

_USED = re.compile(rf"(?<![\w.\"'])(?:{'|'.join(MODULES)})(?=[(\]])")
_LISTED = 5  # columns of a list in the admin


def package(app: str, database: str) -> str:
    return f'"""The app ``{app}``: models of the tables on ``{database}``."""\n'


def apps(app: str) -> str:
    name = "".join(word.capitalize() for word in _naming.words(app)) + "Config"
    title = " ".join(_naming.words(app)).capitalize()
    return "\n".join(
        [
            f'"""The app ``{app}``."""',
            "",
            "from django.apps import AppConfig",
            "",
            f'__all__ = ["{name}"]',
            "",
            "",
            f"class {name}(AppConfig):",
            '    """Models of tables that this project does not own."""',
            "",
            '    name = __name__.rpartition(".")[0]',
            f'    label = "{app}"',
            f"    verbose_name = {literal(title)}",
            "",
        ]
    )


# Models


def models(found: Models, *, database: str) -> str:
    enums = [enum(name, each) for name, each in found.types.enums.items()]
    bodies = [model(found, one) for one in found.models.values()]
    names = [*(each.name for each in found.types.enums.values()), *(one.name for one in found.models.values())]
    text = "\n\n\n".join([*enums, *bodies])
    zone = ""
    if 'zone="' in text:
        zone = (
            f"\n\nA ``timestamp`` without time zone is read as local time in {found.types.zone}."
            " If a column\nholds local times of another zone, change its ``zone``.\n"
        )
    head = f'"""Models of the tables on ``{database}``.{zone}"""'
    return "\n".join(
        [head, "", *imports(text), "", layout(sorted(names, key=_isort), before="__all__ = "), "", "", text, ""]
    )


def imports(text: str, *more: str) -> list[str]:
    by_module: dict[str, list[str]] = {"django.db": [*more, "models"]}
    for name in sorted({*_USED.findall(text)}):
        by_module.setdefault(MODULES[name], []).append(name)
    if "(ReadOnlyModel)" in text:
        by_module.setdefault(MODULES["ReadOnlyModel"], ["ReadOnlyModel"])
    return [line for module in sorted(by_module) for line in _import(module, sorted(by_module[module], key=_isort))]


def _isort(name: str) -> tuple[bool, bool, list[tuple[int, str]]]:
    """Return isort's sort key: constants, classes, the rest, with digits compared as numbers."""
    parts = re.findall(r"\d+|\D+", name.lower())
    natural = [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
    return not (len(name) > 1 and name.isupper()), not name[0].isupper(), natural


def _import(module: str, names: Sequence[str]) -> list[str]:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= 120:  # noqa: PLR2004
        return [line]
    return [f"from {module} import (", *(f"    {name}," for name in names), ")"]


def enum(type_name: TypeName, one: EnumClass) -> str:
    members = "\n".join(f"    {constant} = {literal(label)}" for label, constant in one.members.items())
    lines = [f"class {one.name}(models.TextChoices):", *docstring(f"The labels of ``{'.'.join(type_name)}``.", 4)]
    return "\n".join([*lines, "", members])


def model(found: Models, one: Model) -> str:
    lines = [f"class {one.name}({'models.Model' if one.is_written else 'ReadOnlyModel'}):"]
    lines += docstring(_doc(one), 4)
    lines.append("")
    if one.table.has_row_security:
        settings = found.schemas.settings.get(one.table.oid, ())
        lines += [f"    expected_settings = ({', '.join(map(literal, settings))}{',' * (len(settings) == 1)})", ""]
    for name, made in found.fields(one):
        lines.append("    " + layout(made, 4, f"{name} = "))
    lines += ["", "    class Meta:"]
    for name, value in found.meta(one).items():
        lines.append("        " + layout(value, 8, f"{name} = "))
    lines += ["", "    def __str__(self) -> str:", "        return str(self.pk)"]
    return "\n".join(lines)


def _doc(one: Model) -> str:
    comment = one.relation.comment.strip()
    first = comment or f"A row of the {KINDS[one.table.kind]} ``{one.title}``."
    if one.is_written:
        return first
    return f"{first}\n\nRead only: it has no unique key. Django uses ``{one.names[one.key[0]]}`` as the primary key."


# Admin


def admin(found: Models, app: str) -> str:
    """Return ``admin.py``, without models that Django's admin cannot show: composite keys, unordered rows."""
    shown = [one for one in found.models.values() if len(one.key) == 1 and found.sorts(one)]
    bodies = [_admin(found, one) for one in shown]
    bases = sorted({"FamilyAdmin" if one.is_written else "LogAdmin" for one in shown})
    text = [f'"""Admin of the app ``{app}``."""', ""]
    if not shown:
        return "\n".join(text[:1]) + "\n"
    imports = [
        *_import("agent360_models.admin", sorted([*bases, "register"], key=_isort)),
        "",
        *_import(".models", sorted((one.name for one in shown), key=_isort)),
    ]
    names = layout(sorted((f"{one.name}Admin" for one in shown), key=_isort), before="__all__ = ")
    return "\n".join([*text, *imports, "", names, "", "", "\n\n\n".join(bodies), ""])


def _admin(found: Models, one: Model) -> str:
    fields = dict(found.fields(one))
    foreign = [name for name, made in fields.items() if made.name in ("models.ForeignKey", "models.OneToOneField")]
    short = [name for name, made in fields.items() if made.name.removeprefix("models.") in _SHORT]
    key = one.names[one.key[0]]
    listed = list(dict.fromkeys([key, *short]))[:_LISTED]
    lines = [
        f"@register({one.name})",
        f"class {one.name}Admin({'FamilyAdmin' if one.is_written else 'LogAdmin'}):",
        *docstring(f"The {KINDS[one.table.kind]} ``{one.title}``.", 4),
        "",
        "    " + layout(tuple(listed), 4, "list_display = "),
    ]
    if not one.is_written:
        lines.append("    list_display_links = None  # two rows may have the same key")
    if foreign:
        lines.append("    " + layout(tuple(foreign), 4, "raw_id_fields = "))
    return "\n".join(lines)


_SHORT = {
    *("CharField", "BooleanField", "PgEnumField", "DateField", "MomentField", "DecimalField", "UUIDField"),
    *("IntegerField", "SmallIntegerField", "BigIntegerField", "ForeignKey", "OneToOneField"),
}


# Migration


def migration(found: Models, app: str) -> str:
    """Return the first migration, which creates the models in Django's state and touches no table."""
    created = []
    for one in found.models.values():
        fields = [*found.fields(one, label=app)]
        options: dict[str, Any] = {"name": one.name, "fields": fields, "options": found.meta(one)}
        if not one.is_written:
            options["bases"] = (Code("models.Model"),)
        created.append(Call("migrations.CreateModel", [], options))
    state = Call("migrations.SeparateDatabaseAndState", [], {"state_operations": created})
    body = "    " + layout([state], 4, "operations = ")
    enums = sorted({each.name for each in found.types.enums.values()}, key=_isort)
    text = f"""

class Migration(migrations.Migration):
    \"\"\"The state of the models; no table is touched.\"\"\"

    initial = True
    dependencies = []
{body}
"""
    statements = imports(text, "migrations")
    if "models." not in text.replace("models.py", ""):
        statements = [line.replace("migrations, models", "migrations") for line in statements]
    relative = ["", *_import("..models", enums)] if enums else []
    return "\n".join([f'"""The models of ``{app}`` in their first version."""', "", *statements, *relative, text])


# Read me


def readme(found: Models, app: str, database: str) -> str:
    rows = []
    for one in found.models.values():
        kind = KINDS[one.table.kind] + ("" if one.is_written else ", read only")
        key = ", ".join(code(one.names[name]) for name in one.key)
        rows.append(row(code(one.name), code(one.title), kind, key))
    left_out = [f"- {code(name)}" for name in found.left_out]
    return "\n".join(
        [
            f"# {app}",
            "",
            f"Models of the tables on the alias `{database}`. The project does not own them, so no migration touches",
            "them. The models were generated once and are now ordinary code: rename, extend, document them. When the",
            f"tables change, `manage.py agent360 drift {app} --database {database} --suggest` prints what to change.",
            "",
            "```python",
            f'INSTALLED_APPS += ["django.contrib.postgres", "agent360_models", "{app}"]',
            "```",
            "",
            f"A router of the project sends its queries to `{database}`.",
            "",
            "| model | relation | kind | key |",
            "|---|---|---|---|",
            *rows,
            "",
            "Views and tables without a key have read-only models. The key is the first unique index over columns that",
            "are NOT NULL, else the column `id`, else the first column whose values have an order.",
            *(
                ["", "Left out, for lack of columns or for a name that Django cannot quote:", "", *left_out]
                if left_out
                else []
            ),
            "",
        ]
    )
