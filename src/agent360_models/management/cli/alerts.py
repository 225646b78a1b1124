"""``agent360 alerts``: opens and closes alerts on runs, and prints the open ones."""

import sys
from argparse import ArgumentParser, Namespace

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from agent360_models import families
from agent360_models.management.cli import _common
from agent360_models.sync._hooks import appconfig_hook

HELP = "Check the runs against the alert rules; print the open alerts."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--database", choices=_common.aliases(), help="The alias; default: the app's alias in the setting."
    )


def run(command: BaseCommand, options: Namespace) -> None:
    """Print the alerts; exit status 1 if one is open, 2 if the check failed."""
    of_families = {families.family_of(label): label for label in families.installed()}
    evaluations = list(filter(None, (appconfig_hook("evaluate_alerts", label) for label in of_families.values())))
    if not evaluations:
        raise CommandError("No writable app with alerts is installed.", returncode=2)
    try:
        found = [evaluate(using=options.database) for evaluate in evaluations]
    except DatabaseError as error:
        raise CommandError(f"Could not check: {_common.one_line(error)}", returncode=2) from error
    for alerts in found:
        for alert in alerts.closed:
            _common.say(command, f"closed  {alert}")
        for alert in alerts.open:
            news = "opened" if alert in alerts.opened else "open"
            since = f"{alert.opened_at:%Y-%m-%d %H:%M %Z}" if alert.opened_at else "a time that cannot be read"
            _common.say(command, f"{news:6}  {alert} (rule {alert.rule}, since {since})")
    if any(alerts.open for alerts in found):
        sys.exit(1)
