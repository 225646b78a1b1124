"""Template filters of the pages: URLs, and texts of models as HTML."""

import re
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import quote

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agent360_models.dictionary import pictures
from agent360_models.dictionary.structure import App, Dictionary, Table

register = Library()

_CODE = re.compile(r"``(.+?)``|`([^`\n]+)`|\b(\w+_\w+)\b", re.DOTALL)
_FILE_NAME = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9_]{1,100}")
_SENTENCE = re.compile(r".+?[.!?:](?=\s|$)", re.DOTALL)


@register.filter
def page(label: str) -> str:
    """Return the file name of an app's page, which no other app has on any file system.

    Some systems do not tell upper from lower case, reserve names such as ``con``, or limit the length.
    """
    if _FILE_NAME.fullmatch(label):
        return f"{label}.html"
    start = re.sub(r"[^a-z0-9_]", "_", label.lower())[:50]
    return f"{start}-{sha256(label.encode()).hexdigest()[:16]}.html"


@register.filter
def anchor(model: str, column: str = "") -> SafeString:
    """Return the ``id`` of a table's section or a column's row: stable, without spaces and quotes."""
    return SafeString(quote(f"{model}.{column}" if column else model, safe=""))


@register.filter
def address(model: str, column: str = "") -> SafeString:
    """Return the URL of a table's section or a column's row, relative to the page of an app."""
    return SafeString(f"{page(model.partition('.')[0])}#{anchor(model, column)}")


@register.filter
def plain(text: str) -> str:
    """Return a text on one line, without backticks."""
    return " ".join(text.replace("`", "").split())


@register.filter
def first_sentence(text: str) -> SafeString:
    """Return the first sentence, as HTML."""
    paragraph = text.partition("\n\n")[0]
    found = _SENTENCE.match(paragraph)
    return inline(found[0] if found else paragraph)


@register.filter
def inline(text: str, table: Table | None = None) -> SafeString:
    """Return a text as HTML, with code for text in backticks and a link for each column of the table."""
    return format_html_join("", "{}", ([part] for part in _parts(text, table)))


def _parts(text: str, table: Table | None) -> Iterator[str]:
    columns = {column.name for column in table.columns} if table else set()
    end = 0
    for found in _CODE.finditer(text):
        yield text[end : found.start()]
        end = found.end()
        code, word = found[1] or found[2], found[3]
        if table and (code or word) in columns:
            yield format_html('<a href="#{}"><code>{}</code></a>', anchor(table.model, code or word), code or word)
        else:
            yield format_html("<code>{}</code>", code) if code else word
    yield text[end:]


@register.filter
def size(thing: App | Dictionary) -> str:
    """Return the numbers of tables and columns in words."""
    tables = thing.tables.values() if isinstance(thing, Dictionary) else thing.tables
    columns = sum(len(table.columns) for table in tables)
    return f"{_counted(len(tables), 'table')}, {_counted(columns, 'column')}"


def _counted(number: int, of: str) -> str:
    return f"{number:,} {of}{'' if number == 1 else 's'}"


@register.filter
def prose(text: str, table: Table | None = None) -> SafeString:
    """Return paragraphs as HTML; a paragraph with several lines keeps its lines."""
    paragraphs = [(part, inline(part, table)) for part in text.split("\n\n") if part.strip()]
    return format_html_join(
        "\n", '<p class="{}">{}</p>', (("lines" * ("\n" in part), html) for part, html in paragraphs)
    )


@register.filter
def picture(thing: App | Table, dictionary: Dictionary) -> SafeString:
    """Return the diagram of an app or a table, whose boxes link to sections of the pages."""
    tables = dictionary.tables

    def link(model: str) -> str | None:
        return address(model) if model in tables else None

    return pictures.of_app(thing, link) if isinstance(thing, App) else pictures.of_table(thing, dictionary, link)
