"""``agent360 status``: says how the sync of each object stands."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from agent360_models.management.cli import _common
from agent360_models.sync import status

HELP = "Say how the sync of each object stands."


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--database", choices=_common.aliases(), help=_common.WHERE_THE_APPS_ARE)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="Default: %(default)s.")
    parser.add_argument(
        "--max-age",
        type=_age,
        metavar="AGE",
        help="How old the last success of an object may be: 90s, 30m, 2h, 1d. Default: any age.",
    )


def run(command: BaseCommand, options: Namespace) -> None:
    """Print the table; exit status 1 where somebody has to look, 2 where nobody could."""
    now = timezone.now()
    try:
        statuses = status.statuses(options.database)
    except DatabaseError as error:
        raise CommandError(f"Could not look: {_common.one_line(error)}", returncode=2) from error
    if options.format == "json":
        command.stdout.write(status.as_json(statuses, now=now, max_age=options.max_age))
    elif statuses:
        for line in status.as_text(statuses, now=now, max_age=options.max_age):
            command.stdout.write(line)
    else:
        command.stdout.write("Nothing was ever synced here.")
    if status.alarms(statuses, now=now, max_age=options.max_age):
        sys.exit(1)


def _age(text: str) -> timedelta:
    try:
        return status.parse_age(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
