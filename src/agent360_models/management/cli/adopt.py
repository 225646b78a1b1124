"""``agent360 adopt``: checks for drift, then records the migrations of existing tables."""

from argparse import ArgumentParser, Namespace

from django.core.management.base import BaseCommand, CommandError

from agent360_models import conf, families
from agent360_models.drift import Ignore, Severity, as_text, examine
from agent360_models.management.cli import _common
from agent360_models.tables import adopt

HELP = "Record the migrations of existing tables."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", nargs="+", metavar="LABEL", help="Families or app labels.")
    parser.add_argument("--database", choices=_common.aliases(), help=_common.WHERE_THE_APPS_ARE)
    parser.add_argument(
        "--fail-on",
        choices=("error", "warning"),
        default="error",
        help="Lowest severity of drift that prevents recording. Default: %(default)s.",
    )


def run(command: BaseCommand, options: Namespace) -> None:
    """Print the drift, and record the migrations if it is below the limit."""
    chosen = list(filter(families.is_installed, _common.suited(options.names, _is_ours)))
    if not chosen:
        raise CommandError(f"None of the apps of {', '.join(options.names)} is installed.")
    by_alias = _common.by_alias(chosen, options.database)
    pending = {alias: adopt.unrecorded(labels, using=alias) for alias, labels in by_alias.items()}
    report = examine(by_alias, [Ignore(*entry) for entry in conf.drift_ignore()])
    for line in as_text(report, _common.paint(command), is_whole=options.verbosity > 1):
        command.stdout.write(line)
    if report.fails(Severity(options.fail_on)):
        raise CommandError(
            "Nothing was recorded, since the tables differ from the models. Fix the findings above."
            " `manage.py migrate` creates missing tables."
        )
    for alias, migrations in pending.items():
        adopt.record(migrations, using=alias)
        adopted = len({label for label, _ in migrations})
        command.stdout.write(
            f"Recorded {len(migrations)} migrations of {adopted} apps on alias {alias!r}. No table was changed."
        )


def _is_ours(label: str) -> bool:
    return families.is_installed(label) and families.owns_tables(label)
