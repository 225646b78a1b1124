"""``agent360 alerts``: opens and closes alerts on runs, and prints those that are open."""

import sys
from argparse import ArgumentParser, Namespace

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from agent360_models import families
from agent360_models.management.cli import _common
from agent360_models.sync._hooks import appconfig_hook

HELP = "Hold the rules against the runs; print the alerts that are open."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--database", choices=_common.aliases(), help="The alias; default: where the setting puts the app."
    )


def run(command: BaseCommand, options: Namespace) -> None:
    """Print the alerts; exit status 1 where one is open, 2 where nobody could look."""
    of_families = {families.family_of(label): label for label in families.installed()}
    evaluations = list(filter(None, (appconfig_hook("evaluate_alerts", label) for label in of_families.values())))
    if not evaluations:
        raise CommandError("No app that keeps alerts is installed and may be written.", returncode=2)
    try:
        found = [evaluate(using=options.database) for evaluate in evaluations]
    except DatabaseError as error:
        raise CommandError(f"Could not look: {_common.one_line(error)}", returncode=2) from error
    for alerts in found:
        for alert in alerts.closed:
            _common.say(command, f"closed  {alert}")
        for alert in alerts.open:
            news = "opened" if alert in alerts.opened else "open"
            _common.say(command, f"{news:6}  {alert} (rule {alert.rule}, since {alert.opened_at:%Y-%m-%d %H:%M %Z})")
    if any(alerts.open for alerts in found):
        sys.exit(1)
