"""``agent360 status``: prints the state of syncs, queues, locks, replicas and log tables."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from agent360_models.management.cli import _common
from agent360_models.operating.look import MAX_LAG, look
from agent360_models.operating.metrics import as_metrics
from agent360_models.operating.show import as_json, as_text
from agent360_models.sync.status import parse_age

HELP = "Show the state of syncs, queues, locks, replicas and log tables."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--database", choices=_common.aliases(), help=_common.WHERE_THE_APPS_ARE)
    parser.add_argument(
        "--format", choices=("text", "json", "prometheus"), default="text", help="Default: %(default)s."
    )
    parser.add_argument(
        "--max-age",
        type=age,
        metavar="AGE",
        help="Maximum age of an object's last success: 90s, 30m, 2h, 1d. Default: no limit.",
    )
    parser.add_argument(
        "--max-wait", type=age, metavar="AGE", help="Maximum wait of due entries in a queue. Default: no limit."
    )
    parser.add_argument(
        "--max-lag", type=age, metavar="AGE", default=MAX_LAG, help="Maximum lag of a replica. Default: 1m."
    )


def run(command: BaseCommand, options: Namespace) -> None:
    """Print the state; exit status 1 if something needs attention, 2 if the check failed."""
    try:
        report = look(options.database, max_age=options.max_age, max_wait=options.max_wait, max_lag=options.max_lag)
    except Error as error:
        raise CommandError(f"Could not check: {_common.one_line(error)}", returncode=2) from error
    if not any(database.reachable for database in report.databases):
        raise CommandError("Could not check: no database answers.", returncode=2)
    if options.format == "text":
        for line in as_text(report):
            command.stdout.write(line)
    else:
        command.stdout.write({"json": as_json, "prometheus": as_metrics}[options.format](report))
    if report.alarms():
        sys.exit(1)


def age(text: str) -> timedelta:
    """Return the time span that an argument states."""
    try:
        return parse_age(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
