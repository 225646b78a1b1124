"""``agent360 install``: creates the tables of the apps in an empty development database."""

from argparse import ArgumentParser, Namespace

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from agent360_models import families
from agent360_models.management.cli import _common
from agent360_models.tables import reference

HELP = "Create the tables in an empty development database."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="LABEL", help="Families or app labels; default: all installed.")
    parser.add_argument("--database", choices=_common.aliases(), help=_common.WHERE_THE_APPS_ARE)
    parser.add_argument("--seed", action="store_true", help="Also insert the initial rows of the tables.")


def run(command: BaseCommand, options: Namespace) -> None:
    """Create the tables, in one transaction per alias."""
    chosen = _common.suited(options.names, _is_theirs) if options.names else reference.installable()
    unknown = [label for label in chosen if not _is_theirs(label)]
    if unknown:
        raise CommandError(f"{', '.join(unknown)}: not installed, or its tables come from migrations.")
    for alias, labels in _common.by_alias(chosen, options.database).items():
        tables = reference.install(labels, using=alias, with_seed=options.seed)
        command.stdout.write(f"Created {len(tables)} tables of {len(labels)} apps on alias {alias!r}.")
        seeded = [label for label in labels if options.seed and reference.seed(apps.get_app_config(label).name)]
        if seeded:
            command.stdout.write(f"Wrote the first rows of {', '.join(seeded)}.")


def _is_theirs(label: str) -> bool:
    return families.is_installed(label) and not families.owns_tables(label)
