"""Directives that generate an app's reference from the app itself, so it is always up to date.

``families`` makes a table of the families with their pages; ``apps`` makes one of the apps of a family.
``models`` makes a diagram of an app, and a section for each model: its table, docstring, diagram and columns.
``salesforce`` makes a table of the Salesforce fields of each object that fills a table of the app; ``source`` makes
one of the properties of each kind of record from another source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from agent360_models.dictionary import pictures
from agent360_models.dictionary.read import read
from agent360_models.dictionary.structure import App, Column, Dictionary, Table
from agent360_models.families import APPS, FAMILIES, Family

PAGES = "/reference/apps"
HEAD = ("Column", "Type", "NULL", "Default", "Meaning")
WIDTHS = (24, 18, 6, 14, 38)


@cache
def _dictionary() -> Dictionary:
    return read(APPS)


@cache
def _app(label: str) -> App:
    return next(app for app in _dictionary().apps if app.label == label)


class FamiliesDirective(SphinxDirective):
    """List the families with the owner and number of their tables, and their pages."""

    def run(self) -> list[nodes.Node]:
        return [_table(("Family", "Tables", "Pages"), (40, 24, 36), map(self._row, FAMILIES))]

    def _row(self, family: Family) -> list[list[nodes.Node]]:
        tables = [table for app in family.apps for table in _app(app.label).tables]
        columns = sum(len(table.columns) for table in tables)
        owner = "created by our migrations" if tables[0].managed else "owned by somebody else"
        pages = [_to_page(app.label, app.label.removeprefix(f"{family.name}_")) for app in family.apps]
        return [
            [nodes.paragraph("", "", nodes.strong("", family.name)), _paragraph(_first_line(family))],
            [_paragraph(f"{len(tables)} with {columns} columns, {owner}")],
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
                [_paragraph(", ".join(f"``{_name(table)}``" for table in _app(app.label).tables))],
                [_paragraph(", ".join(f"``{label}``" for label in app.requires))],
            ]
            for app in family.apps
        )
        return [_table(("App", "Tables", "Requires"), (24, 52, 24), rows)]


class _AppDirective(SphinxDirective):
    """A directive with an app's label as its only argument."""

    required_arguments: ClassVar[int] = 1

    @property
    def label(self) -> str:
        if self.arguments[0] not in APPS:
            raise self.error(f"{self.arguments[0]} is not an app of agent360-models.")
        return str(self.arguments[0])


class ModelsDirective(_AppDirective):
    """Draw an app, and describe each model of it, in the order of ``models.py``."""

    def run(self) -> list[nodes.Node]:
        app = _app(self.label)
        return [_picture(pictures.of_app(app, _address)), *map(self._section, app.tables)]

    def _section(self, table: Table) -> nodes.section:
        name = _label_of(table.model)
        title = table.model.partition(".")[2]
        section = nodes.section("", nodes.title("", title), ids=[name], names=[name])
        self.env.domains.standard_domain.note_hyperlink_target(name, self.env.docname, name, table.model)
        owner = "managed by this library's migrations" if table.managed else "unmanaged"
        section += _paragraph(f"Table ``{_name(table)}``; model ``{table.model}``; {owner}.")
        section += [_paragraph(" ".join(part.split())) for part in table.meaning.split("\n\n")]
        if table.points_at or table.pointed_at_by:
            section += _picture(pictures.of_table(table, _dictionary(), _address))
        section += _table(HEAD, WIDTHS, (_row(table, column) for column in table.columns))
        return section


class SalesforceDirective(_AppDirective):
    """List the Salesforce objects of an app's ``mapping.py`` with their fields and columns."""

    def run(self) -> list[nodes.Node]:
        module = f"{APPS[self.label].module}.mapping"
        if not find_spec(module):
            text = "No Salesforce object fills a table of this app, so ``load`` ignores it."
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
            key = ", ".join(field.name for field in kind.key_fields())
            text = f"{names} fill ``{kind.model}``, by the key ``{key}``.{newest}"
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
    """Return the first line of the docstring of the family's package."""
    package = import_module(f"agent360_models.{family.name}")
    return (package.__doc__ or "").strip().partition("\n")[0]


def _name(table: Table) -> str:
    return f"{table.schema}.{table.name}" if table.schema else table.name


def _label_of(model: str) -> str:
    return f"model-{model}".lower()


def _address(model: str) -> str | None:
    """Return the link to a model's section from any app's page."""
    label = model.partition(".")[0]
    return f"{label}.html#{_label_of(model)}" if label in APPS else None


def _picture(drawn: str) -> nodes.raw:
    return nodes.raw("", f'<div class="picture">{drawn}</div>', format="html")


def _row(table: Table, column: Column) -> list[list[nodes.Node]]:
    return [
        [_paragraph(f"``{column.name}``"), _paragraph(column.label)],
        [_paragraph(column.type)],
        [_paragraph("yes" if column.null else "")],
        [_paragraph(f"``{column.default}``" if column.default else "")],
        list(_notes(table, column)),
    ]


def _notes(table: Table, column: Column) -> Iterator[nodes.Node]:
    if column.key:
        yield _paragraph("Primary key.")
    elif column.unique:
        yield _paragraph("Unique.")
    if column.attribute != column.name:
        yield _paragraph(f"Attribute ``{column.attribute}``.")
    for relation in table.points_at:
        if relation.column == column.name:
            xref = addnodes.pending_xref(
                "",
                nodes.inline("", relation.target),
                refdomain="std",
                reftype="ref",
                reftarget=_label_of(relation.target),
                refexplicit=True,
                refwarn=True,
            )
            back = f"; back by ``{relation.back}``" if relation.back else ""
            tail = f", on delete ``{relation.on_delete}``{back}."
            yield nodes.paragraph("", "", nodes.Text("To "), xref, *_inline(tail))
    if column.meaning:
        yield _paragraph(column.meaning)
    if column.values:
        yield _paragraph(f"One of {', '.join(f'``{value}`` ({label})' for value, label in column.values)}.")


def _mapping(title: str, fields: Mapping[str, str]) -> nodes.table:
    """Return a table of names and the columns that they fill."""
    rows = [[[_paragraph(f"``{name}``")], [_paragraph(f"``{column}``")]] for name, column in fields.items()]
    return _table((title, "Column"), (50, 50), rows)


def _inline(text: str) -> list[nodes.Node]:
    """Return the text, with parts between double backticks as code."""
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
