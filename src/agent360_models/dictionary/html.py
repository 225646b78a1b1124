"""The dictionary as HTML pages: plain files that open without a server and a network."""

import errno
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from agent360_models.dictionary import _filters
from agent360_models.dictionary.structure import App, Dictionary
from agent360_models.validators import printable, printable_lines

__all__ = ["write"]

_SOURCE = Path(__file__).parent / "pages"
_MARKER = ".agent360-dictionary"


def write(dictionary: Dictionary, folder: Path) -> list[Path]:
    """Write the pages of the dictionary to a folder, and return their paths, ``index.html`` first.

    The folder must be new or empty, or contain such pages. Existing pages are replaced, and pages of removed apps are
    deleted. The same dictionary gives the same bytes. ``index.html`` is deleted first and written last, so a folder
    with it is complete; writing again repairs a folder without it.

    Raises ``FileExistsError`` for a file or a folder with other content, and another ``OSError`` if the folder cannot
    be written.
    """
    is_ours = (folder / _MARKER).is_file()
    if folder.exists() and not is_ours and (not folder.is_dir() or any(folder.iterdir())):
        reason = "it exists but is not a folder of dictionary pages; name a new one"
        raise FileExistsError(errno.EEXIST, reason, str(folder))
    files = {folder / name: text for name, text in _files(dictionary)}
    index, apps = folder / "index.html", folder / "apps"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARKER).write_bytes(b"Pages of a data dictionary: writing it once more replaces them.\n")
    index.unlink(missing_ok=True)
    apps.mkdir(exist_ok=True)
    for page in {*apps.glob("*.html")} - {*files}:
        page.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return [index, *(path for path in files if path != index)]


def _files(dictionary: Dictionary) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each file; the index comes last."""
    for name in ("picture.css", "search.js", "style.css"):
        yield name, (_SOURCE / name).read_text(encoding="utf-8")
    words = json.dumps([[*map(printable, entry)] for entry in _words(dictionary)], separators=(",", ":"))
    words = words.replace("<", "\\u003c").replace("://", ":\\u002f/")
    yield "words.js", f"const WORDS = {words};\n"
    engine = Engine(dirs=[str(_SOURCE)], builtins=[_filters.__name__])
    known = {"dictionary": dictionary, "tables": dictionary.tables}

    def page(template: str, **context: Any) -> str:
        text = engine.get_template(template).render(Context(known | context, use_l10n=False, use_tz=False))
        # Texts may contain URLs; searches for external links must find none.
        return printable_lines(text).replace("://", ":&#47;/")

    for app in dictionary.apps:
        yield f"apps/{_filters.page(app.label)}", page("app.html", root="../", app=app)
    yield "index.html", page("index.html", root="", families=_families(dictionary))


def _families(dictionary: Dictionary) -> list[tuple[str, list[App]]]:
    """Return the apps by family; apps without a family come last."""
    in_order = dict.fromkeys(app.family for app in dictionary.apps)
    return [
        (family, [app for app in dictionary.apps if app.family == family])
        for family in sorted(in_order, key=lambda name: not name)
    ]


def _words(dictionary: Dictionary) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the search index: the URL, name, label, place and texts of each app, table and column."""
    for app in dictionary.apps:
        yield f"apps/{_filters.page(app.label)}", app.label, app.name, app.family, _joined(app.meaning)
        for table in app.tables:
            name = f"{table.schema}.{table.name}" if table.schema else table.name
            address = f"apps/{_filters.address(table.model)}"
            yield address, name, table.label, app.name, _joined(table.meaning, table.model)
            for column in table.columns:
                address = f"apps/{_filters.address(table.model, column.name)}"
                values = ", ".join(value if value == label else f"{value} {label}" for value, label in column.values)
                attribute = column.attribute if column.attribute not in column.name else ""
                texts = _joined(column.meaning, values, *column.sources, attribute)
                yield address, column.name, column.label, f"{table.label} · {name}", texts


def _joined(*texts: str) -> str:
    return " · ".join(filter(None, map(_filters.plain, texts)))
