"""``agent360 grants``: prints the SQL that gives a role what the setting says."""

from argparse import ArgumentParser, Namespace

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS

from agent360_models.management.cli import _common
from agent360_models.routing import home_of_app
from agent360_models.tables import grants, reference

HELP = "Print the GRANTs that give a role what the setting says."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--role", required=True, help="The PostgreSQL role that the project connects as.")
    parser.add_argument("--database", choices=_common.aliases(), help="The alias; default: the setting's.")


def run(command: BaseCommand, options: Namespace) -> None:
    """Print the statements; no database is asked."""
    try:
        statements = grants.grants(options.role, using=options.database or _only_alias())
    except ValueError as error:
        raise CommandError(str(error)) from error
    for statement in statements:
        command.stdout.write(f"{statement};")


def _only_alias() -> str:
    aliases = {home_of_app(label) for label in reference.installable()} or {DEFAULT_DB_ALIAS}
    if len(aliases) > 1:
        raise CommandError(f"The apps live on {', '.join(sorted(aliases))}: choose one by --database.")
    return aliases.pop()
