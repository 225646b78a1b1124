"""Directives that write an app's reference from the app itself, so that it cannot fall behind.

``families`` makes a table of the families with their pages, and ``apps`` one of the apps of a family.
``models`` makes a section for each model of an app: its table, its docstring, its columns.
``salesforce`` makes a table of the Salesforce fields of each object that fills a table of the app, and ``source``
one of the properties of each kind of record that another source sends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from inspect import cleandoc
from typing import Any, ClassVar

from django.apps import apps
from django.db import connections
from django.db.models import AutoField, Field, ForeignKey, Model
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from agent360_models.families import APPS, FAMILIES, Family, owns_tables

PAGES = "/reference/apps"
HEAD = ("Column", "Type", "NULL", "Default", "Notes")
WIDTHS = (24, 20, 6, 14, 36)


class FamiliesDirective(SphinxDirective):
    """Tell of each family who owns its tables, how many there are, and on which pages they stand."""

    def run(self) -> list[nodes.Node]:
        return [_table(("Family", "Tables", "Pages"), (40, 24, 36), map(self._row, FAMILIES))]

    def _row(self, family: Family) -> list[list[nodes.Node]]:
        models = [model for app in family.apps for model in apps.get_app_config(app.label).get_models()]
        columns = sum(len(model._meta.concrete_fields) for model in models)
        owner = "made by our migrations" if owns_tables(family.apps[0].label) else "of somebody else"
        pages = [_to_page(app.label, app.label.removeprefix(f"{family.name}_")) for app in family.apps]
        return [
            [nodes.paragraph("", "", nodes.strong("", family.name)), _paragraph(_first_line(family))],
            [_paragraph(f"{len(models)} with {columns} columns, {owner}")],
            [nodes.paragraph("", "", *_joined(pages))],
        ]


class AppsDirective(SphinxDirective):
    """List the apps of a family with their tables, and which apps they require."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        (family,) = (family for family in FAMILIES if family.name == self.arguments[0])
        rows = (
            [
                [nodes.paragraph("", "", _to_page(app.label))],
                [
                    _paragraph(
                        ", ".join(f"``{_plain(model)}``" for model in apps.get_app_config(app.label).get_models())
                    )
                ],
                [_paragraph(", ".join(f"``{label}``" for label in app.requires))],
            ]
            for app in family.apps
        )
        return [_table(("App", "Tables", "Requires"), (24, 52, 24), rows)]


class _AppDirective(SphinxDirective):
    """A directive with an app's label as its one argument."""

    required_arguments: ClassVar[int] = 1

    @property
    def label(self) -> str:
        if self.arguments[0] not in APPS:
            raise self.error(f"{self.arguments[0]} is not an app of agent360-models.")
        return str(self.arguments[0])


class ModelsDirective(_AppDirective):
    """Describe each model of an app, in the order of ``models.py``."""

    def run(self) -> list[nodes.Node]:
        return [self._section(model) for model in apps.get_app_config(self.label).get_models()]

    def _section(self, model: type[Model]) -> nodes.section:
        meta = model._meta  # Django's documented API
        name = _label_of(model)
        section = nodes.section("", nodes.title("", meta.object_name), ids=[name], names=[name])
        self.env.domains.standard_domain.note_hyperlink_target(name, self.env.docname, name, meta.label)
        facts = [f"Table ``{meta.db_table}``", f"model ``{meta.label}``"]
        facts.append("managed by this library's migrations" if owns_tables(self.label) else "unmanaged")
        if meta.ordering:
            facts.append(f"ordered by ``{', '.join(map(str, meta.ordering))}``")
        facts += [
            f"unique together: ``{', '.join(_column(meta.get_field(name)) for name in names)}``"
            for names in meta.unique_together
        ]
        section += nodes.paragraph("", "", *_inline("; ".join(facts) + "."))
        section += [
            nodes.paragraph("", "", *_inline(" ".join(part.split())))
            for part in cleandoc(model.__doc__ or "").split("\n\n")
        ]
        rows = [_row(field) for field in meta.concrete_fields]
        section += _table(HEAD, WIDTHS, rows)
        return section


class SalesforceDirective(_AppDirective):
    """List the Salesforce objects of an app's ``mapping.py`` with their fields and columns."""

    def run(self) -> list[nodes.Node]:
        module = f"{APPS[self.label].module}.mapping"
        if not find_spec(module):
            text = "No Salesforce object fills a table of this app, so ``load`` passes it by."
            return [nodes.paragraph("", "", *_inline(text))]
        found: list[nodes.Node] = []
        for known in import_module(module).OBJECTS:
            newest = f"The newer of two versions has the later ``{known.newest_by}``." if known.newest_by else ""
            text = f"``{known.name}`` fills ``{known.model}``, by the key ``{known.key}``. {newest}".strip()
            found.append(nodes.paragraph("", "", *_inline(text)))
            found.append(_mapping("Salesforce field", known.fields))
        return found


class SourceDirective(_AppDirective):
    """List the kinds of record of an app's ``mapping.py`` with their properties and columns."""

    def run(self) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        for kind in import_module(f"{APPS[self.label].module}.mapping").KINDS:
            names = ", ".join(f"``{name}``" for name in (kind.name, *kind.also))
            newest = f" The newer of two versions has the later ``{kind.newest_by}``." if kind.newest_by else ""
            text = f"{names} fill ``{kind.model}``, by the key ``{', '.join(kind.key)}``.{newest}"
            found.append(nodes.paragraph("", "", *_inline(text)))
            found.append(_mapping("Property", kind.fields))
        return found


def _to_page(label: str, text: str | None = None) -> addnodes.pending_xref:
    """Return a link to an app's page."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", text or label),
        refdomain="std",
        reftype="doc",
        reftarget=f"{PAGES}/{label}",
        refexplicit=True,
        refwarn=True,
    )


def _joined(links: Sequence[nodes.Node]) -> Iterator[nodes.Node]:
    for place, link in enumerate(links):
        if place:
            yield nodes.Text(", ")
        yield link


def _first_line(family: Family) -> str:
    """Return what the family's package says of itself."""
    package = import_module(f"agent360_models.{family.name}")
    return (package.__doc__ or "").strip().partition("\n")[0]


def _plain(model: type[Model]) -> str:
    """Return the name of the model's table without quotes."""
    return model._meta.db_table.replace('"', "")


def _label_of(model: type[Model]) -> str:
    return f"model-{model._meta.label}".lower()


def _column(field: Any) -> str:
    return str(field.column)


def _row(field: Field[Any, Any]) -> list[list[nodes.Node]]:
    return [
        [_paragraph(f"``{field.column}``")],
        [_paragraph(_type(field))],
        [_paragraph("yes" if field.null else "")],
        [_paragraph(_default(field))],
        list(_notes(field)),
    ]


def _type(field: Field[Any, Any]) -> str:
    """Return the column's type as PostgreSQL writes it; the wrapper knows it without a connection."""
    text = str(field.db_type(connections["default"]))
    return text.replace("timestamp with time zone", "timestamptz")


def _default(field: Field[Any, Any]) -> str:
    if isinstance(field, AutoField):
        return "next number"
    if getattr(field, "auto_now", False):
        return "now, at each write"
    if getattr(field, "auto_now_add", False):
        return "now"
    if not field.has_default():
        return ""
    if callable(field.default):
        return f"``{field.default.__module__}.{field.default.__qualname__}()``"
    value = getattr(field.default, "value", field.default)
    return f"``{value}``"


def _notes(field: Field[Any, Any]) -> Iterator[nodes.Node]:
    if field.primary_key:
        yield _paragraph("Primary key.")
    elif field.unique:
        yield _paragraph("Unique.")
    if isinstance(field, ForeignKey):
        if field.name != field.column:
            yield _paragraph(f"Attribute ``{field.name}``, and ``{field.attname}`` for the raw id.")
        else:
            yield _paragraph(f"Attribute ``{field.name}`` is the row, ``{field.attname}`` the raw id.")
        yield _relation(field)
    elif field.name != field.column:
        yield _paragraph(f"Attribute ``{field.name}``.")
    if field.help_text:
        yield _paragraph(str(field.help_text))
    if field.choices:
        choices = ", ".join(f"``{value}`` ({label})" for value, label in field.flatchoices)
        yield _paragraph(f"One of {choices}.")


def _relation(field: ForeignKey[Any, Any]) -> nodes.paragraph:
    target: type[Model] = field.related_model
    label = target._meta.label
    rule = getattr(field.remote_field.on_delete, "__name__", "")
    xref = addnodes.pending_xref(
        "",
        nodes.inline("", label),
        refdomain="std",
        reftype="ref",
        reftarget=_label_of(target),
        refexplicit=True,
        refwarn=True,
    )
    tail = f", on delete ``{rule}``; the way back is ``{field.remote_field.get_accessor_name()}``."
    return nodes.paragraph("", "", nodes.Text("To "), xref, *_inline(tail))


def _mapping(title: str, fields: Mapping[str, str]) -> nodes.table:
    """Return what leads to which column as a table."""
    rows = [[[_paragraph(f"``{name}``")], [_paragraph(f"``{column}``")]] for name, column in fields.items()]
    return _table((title, "Column"), (50, 50), rows)


def _inline(text: str) -> list[nodes.Node]:
    """Return the text with what stands between double backticks as code."""
    parts = enumerate(text.split("``"))
    return [nodes.literal("", part) if place % 2 else nodes.Text(part) for place, part in parts if part]


def _paragraph(text: str) -> nodes.paragraph:
    return nodes.paragraph("", "", *_inline(text))


def _table(head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Sequence[nodes.Node]]]) -> nodes.table:
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(head))
    titles = (nodes.entry("", _paragraph(title)) for title in head)
    group += nodes.thead("", nodes.row("", *titles))
    group += nodes.tbody("", *(nodes.row("", *(nodes.entry("", *cell) for cell in row)) for row in rows))
    return nodes.table("", group, classes=["columns", "colwidths-given"])


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("families", FamiliesDirective)
    app.add_directive("apps", AppsDirective)
    app.add_directive("models", ModelsDirective)
    app.add_directive("salesforce", SalesforceDirective)
    app.add_directive("source", SourceDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
