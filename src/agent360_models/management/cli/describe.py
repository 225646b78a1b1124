"""``agent360 describe``: prints the meaning of tables and columns, in the requested form."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections, transaction

from agent360_models.dictionary import comments, context, coverage, dbml, document, html, markdown, mermaid, sheet
from agent360_models.dictionary.assistant import find_assistant
from agent360_models.dictionary.read import read
from agent360_models.dictionary.structure import Dictionary
from agent360_models.management.cli import _common
from agent360_models.readonly._guard import PUBLIC, search_path
from agent360_models.routing import home_of_app

HELP = "Describe tables and columns: for people, for the database, for a language model."
ASKS_NO_DATABASE = True

_RENDERERS = {
    "markdown": markdown.render,
    "json": document.render,
    "csv": sheet.render,
    "mermaid": mermaid.render,
    "dbml": dbml.render,
}
# Each form, with its file name if -o names a folder; the pages are a folder themselves.
_FORMS = {
    "markdown": "dictionary.md",
    "json": "dictionary.json",
    "csv": "dictionary.csv",
    "mermaid": "dictionary.mmd",
    "dbml": "dictionary.dbml",
    "comments": "comments.sql",
    "context": "context.txt",
    "html": "",
}
_ALL = 100


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("names", nargs="*", metavar="LABEL", help="Families or any installed apps; default: families.")
    parser.add_argument("--format", choices=[*_FORMS], help="Default: markdown.")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="PATH", help="A file, or a folder for it; default: standard output."
    )
    parser.add_argument(
        "--store", metavar="KEY", help="With --format context: store the text under this key for the assistant."
    )
    parser.add_argument("--coverage", action="store_true", help="Print how many columns have a label and a meaning.")
    parser.add_argument(
        "--fail-under",
        type=_percent,
        metavar="N",
        help="Exit status 1 if a smaller percentage of columns has a meaning.",
    )


def _percent(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number <= _ALL:
        raise ArgumentTypeError(f"{text!r} is not a number from 0 to 100")
    return number


def run(command: BaseCommand, options: Namespace) -> None:
    """Print the dictionary, or write it; exit status 1 if too few columns have a meaning."""
    is_coverage = options.coverage or options.fail_under is not None
    form = options.format or ("markdown" if options.store is None else "context")
    if options.store is not None and (form != "context" or is_coverage):
        raise CommandError("--store needs --format context.", returncode=2)
    if is_coverage and options.format:
        raise CommandError("--coverage has its own format. Leave out --format.", returncode=2)
    dictionary = read(_common.installed(options.names))
    if not dictionary.tables:
        raise CommandError(_nothing(options.names), returncode=2)
    if is_coverage:
        _cover(command, dictionary, options)
    elif form == "html":
        _write_pages(command, dictionary, options.output)
    else:
        text = _text(command, dictionary, form, options.store)
        if options.store is None or options.output is not None:
            _put(command, text, options.output, _FORMS[form])


def _nothing(names: list[str]) -> str:
    if names:
        return f"Nothing to describe: {', '.join(names)}: no installed model with a table."
    return "Nothing to describe: no app of a family is installed. Name other apps by their labels: describe shop"


def _cover(command: BaseCommand, dictionary: Dictionary, options: Namespace) -> None:
    found = coverage.measure(dictionary)
    _put(command, coverage.render(found), options.output, "coverage.txt")
    share = found[-1].share
    if options.fail_under is not None and share < options.fail_under:
        command.stderr.write(
            f"Only {int(share * 100) / 100:.2f} % of the columns have a meaning, less than {options.fail_under:g} %."
        )
        sys.exit(1)


def _write_pages(command: BaseCommand, dictionary: Dictionary, folder: Path | None) -> None:
    if folder is None:
        raise CommandError("The pages need a folder. Name it with -o FOLDER.", returncode=2)
    try:
        written = html.write(dictionary, folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    command.stdout.write(f"{folder}: {len(written):,} files.\n{written[0].resolve().as_uri()}")


def _put(command: BaseCommand, text: str, path: Path | None, name: str) -> None:
    """Print a text, or write it to a file, or to a file with this name in a folder."""
    if path is None:
        _common.show(command, text)
        return
    path = path / name if path.is_dir() else path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(path, error) from error
    _common.say(command, f"{path}: {len(text):,} characters.")


def _unwritable(path: Path, error: OSError) -> CommandError:
    return CommandError(f"{path} cannot be written: {error.strerror}.")


def _text(command: BaseCommand, dictionary: Dictionary, form: str, key: str | None) -> str:
    if form == "comments":
        return _comments(command, dictionary)
    if form == "context":
        return _context(command, dictionary, key)
    return _RENDERERS[form](dictionary)


def _comments(command: BaseCommand, dictionary: Dictionary) -> str:
    """Return the script; for apps on several aliases, one script after another, each under its alias."""
    by_alias = _common.by_alias([app.label for app in dictionary.apps if app.tables], None)
    scripts = []
    for alias, labels in by_alias.items():
        path = search_path(connections[alias])
        apps = tuple(app for app in dictionary.apps if app.label in labels)
        script = comments.render(Dictionary(apps), () if path == PUBLIC else path)
        scripts.append(f"-- Tables on alias {alias!r}\n{script}" if len(by_alias) > 1 else script)
    if len(by_alias) > 1:
        command.stderr.write(
            f"The apps live on {', '.join(by_alias)}, and each alias has its part of the script."
            " Name the apps of one alias to get only its part."
        )
    return "\n".join(scripts)


def _context(command: BaseCommand, dictionary: Dictionary, key: str | None) -> str:
    """Return the text for a language model, and store it under a key if one is given."""
    found = find_assistant(app.label for app in dictionary.apps)
    if found is None:
        if key is not None:
            raise CommandError("No app that stores texts for an assistant is installed.")
        return _sized(command, context.render(dictionary))
    label, assistant = found
    alias = home_of_app(label)
    try:
        with transaction.atomic(using=alias):
            knowledge = assistant.knowledge(using=alias)
    except (DatabaseError, ImproperlyConfigured) as error:
        if key is not None:
            raise CommandError(f"Could not read alias {alias!r}: {_common.one_line(error)}") from error
        command.stderr.write(f"Rules and examples are left out: alias {alias!r}: {_common.one_line(error)}")
        return _sized(command, context.render(dictionary))
    text = _sized(command, context.render(dictionary, knowledge))
    if key is not None:
        try:
            is_new = assistant.store(key, text, using=alias)
        except ValidationError as error:
            raise CommandError(f"{key!r} cannot be a key: {' '.join(error.messages)}") from error
        except DatabaseError as error:
            raise CommandError(f"Could not store it: {_common.one_line(error)}") from error
        command.stdout.write(f"{'Stored' if is_new else 'Unchanged'} under {key!r} on alias {alias!r}.")
    return text


def _sized(command: BaseCommand, text: str) -> str:
    """Print the length of a text to standard error, and return the text."""
    command.stderr.write(f"{len(text):,} characters, about {context.tokens(text):,} tokens.")
    return text
