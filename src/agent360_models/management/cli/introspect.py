"""``agent360 introspect``: writes an app of the tables of a database, once."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from agent360_models.introspect import introspect, label_of
from agent360_models.management.cli import _common

HELP = "Write models of the tables of a database."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "tables", nargs="*", metavar="TABLE", help="Tables, as TABLE or SCHEMA.TABLE; default: all, but partitions."
    )
    parser.add_argument("--database", required=True, choices=_common.aliases(), help="The alias of the database.")
    parser.add_argument(
        "--schema", action="append", default=[], help="A schema, repeatable; default: all but the system's."
    )
    parser.add_argument("--app", metavar="LABEL", help="The label of the app; default: the name of the folder.")
    parser.add_argument(
        "--output", type=Path, metavar="FOLDER", help="A new folder, which becomes the app; without it: print all."
    )
    parser.add_argument(
        "--timestamps",
        default="UTC",
        metavar="ZONE",
        help="The zone whose local time columns of type timestamp hold, such as Europe/Berlin. Default: %(default)s.",
    )


def run(command: BaseCommand, options: Namespace) -> None:
    """Write the files of the app into a new folder, or print them."""
    folder: Path | None = options.output
    label = _label(options)
    try:
        app = introspect(
            using=options.database,
            schemas=options.schema,
            tables=options.tables,
            label=label,
            zone=options.timestamps,
        )
    except OperationalError as error:
        raise CommandError(f"Could not look: {_common.one_line(error)}") from error
    for name in app.left_out:
        command.stderr.write(f"Left out, since it has no column, or a name that Django cannot quote: {name}")
    if not app.models:
        raise CommandError(f"Alias {options.database!r} has no such table: not a single model was written.")
    for name, text in app.files.items():
        if folder is None:
            command.stdout.write(f"# {name}\n\n{text}\n")
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if folder:
        command.stdout.write(f"{folder}: {app.models:,} models. Its README.md says how to go on.")


def _label(options: Namespace) -> str:
    """Return the label of the app, once the command line can be carried out."""
    folder: Path | None = options.output
    label = label_of(options.app or (folder.resolve().name if folder else options.database))
    if options.app and label != options.app:
        raise CommandError(f"{options.app!r} cannot be the label of an app; {label!r} can.")
    if folder and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(
            f"{folder} is there already. Models are written once, and yours from then on:"
            " `manage.py agent360 drift --suggest` prints what to change in them."
        )
    if connections[options.database].vendor != "postgresql":
        raise CommandError(f"Alias {options.database!r} is not PostgreSQL.")
    try:
        ZoneInfo(options.timestamps)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CommandError(f"There is no time zone {options.timestamps!r}.") from error
    return label
