"""``agent360 introspect``: generates an app from the tables of a database, once."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from agent360_models.introspect import introspect, label_of
from agent360_models.management.cli import _common
from agent360_models.validators import printable

HELP = "Generate models from the tables of a database."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "tables", nargs="*", metavar="TABLE", help="Tables, as TABLE or SCHEMA.TABLE; default: all except partitions."
    )
    parser.add_argument("--database", required=True, choices=_common.aliases(), help="The alias of the database.")
    parser.add_argument(
        "--schema", action="append", default=[], help="A schema, repeatable; default: all except the system's."
    )
    parser.add_argument("--app", metavar="LABEL", help="The label of the app; default: the name of the folder.")
    parser.add_argument(
        "--output", type=Path, metavar="FOLDER", help="A new folder, which becomes the app; default: standard output."
    )
    parser.add_argument(
        "--timestamps",
        default="UTC",
        metavar="ZONE",
        help="The zone of local times in timestamp columns, such as Europe/Berlin. Default: %(default)s.",
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
        raise CommandError(f"Could not read the database: {_common.one_line(error)}") from error
    for name in app.left_out:
        command.stderr.write(printable(f"Left out, since it has no column, or a name that Django cannot quote: {name}"))
    if not app.models:
        raise CommandError(f"Alias {options.database!r} has no such table. No model was written.")
    for name, text in app.files.items():
        if folder is None:
            _common.show(command, f"# {name}\n\n{text}\n")
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if folder:
        command.stdout.write(f"{folder}: {app.models:,} models. See its README.md for the next steps.")


def _label(options: Namespace) -> str:
    """Return the label of the app, after checking the command line."""
    folder: Path | None = options.output
    label = label_of(options.app or (folder.resolve().name if folder else options.database))
    if options.app and label != options.app:
        raise CommandError(f"{options.app!r} cannot be an app label. Use {label!r}.")
    if folder and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(
            f"{folder} already exists. Models are written only once, and are then yours to edit."
            " `manage.py agent360 drift --suggest` prints what to change in them."
        )
    if connections[options.database].vendor != "postgresql":
        raise CommandError(f"Alias {options.database!r} is not PostgreSQL.")
    try:
        ZoneInfo(options.timestamps)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CommandError(f"{options.timestamps!r} is not a time zone.") from error
    return label
