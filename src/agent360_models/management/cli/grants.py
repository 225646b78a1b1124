"""``agent360 grants``: prints the SQL that grants a role the rights in the setting, or creates a read-only role."""

from argparse import ArgumentParser, Namespace

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS

from agent360_models import families
from agent360_models.management.cli import _common
from agent360_models.routing import home_of_app
from agent360_models.tables import grants, reference, select_only

HELP = "Print the GRANTs for a role: the rights in the setting, or SELECT alone."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("labels", nargs="*", metavar="LABEL", help="Families or apps; default: all installed.")
    parser.add_argument("--role", required=True, help="The PostgreSQL role of the project's connection.")
    parser.add_argument("--database", choices=_common.aliases(), help="The alias; default: the setting's.")
    parser.add_argument(
        "--select-only",
        action="store_true",
        help="Create a role that can only read, without personal and secret columns.",
    )
    parser.add_argument(
        "--timeout", metavar="TIME", help="Time limit for statements of a --select-only role; default: 10s."
    )


def run(command: BaseCommand, options: Namespace) -> None:
    """Print the statements, without a database query."""
    labels = _common.labels_of(options.labels) if options.labels else None
    using = options.database or _only_alias(labels)
    if options.timeout and not options.select_only:
        raise CommandError("--timeout needs --select-only.")
    try:
        if options.select_only:
            statements = select_only.select_only(
                options.role, using=using, labels=labels, timeout=options.timeout or "10s"
            )
        else:
            statements = grants.grants(options.role, using=using, labels=labels)
    except ValueError as error:
        raise CommandError(str(error)) from error
    if not statements:
        raise CommandError(f"None of the tables live on alias {using!r}. Name their alias with --database.")
    for statement in statements:
        command.stdout.write(f"{statement};")


def _only_alias(labels: list[str] | None) -> str:
    chosen = reference.installable() if labels is None else [each for each in labels if each in families.installed()]
    aliases = {home_of_app(label) for label in chosen} or {DEFAULT_DB_ALIAS}
    if len(aliases) > 1:
        raise CommandError(f"The apps live on {', '.join(sorted(aliases))}: choose one with --database.")
    return aliases.pop()
