"""``agent360 prune``: deletes old rows of tables that grow."""

from argparse import ArgumentParser, Namespace

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from agent360_models import conf
from agent360_models.catalog import existing_tables
from agent360_models.management.cli import _common
from agent360_models.management.cli.status import age
from agent360_models.operating.logs import BATCH_SIZE, LogTable, log_tables, prune
from agent360_models.routing import home_of

HELP = "Delete old rows of tables that grow, in batches."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="Families, apps or tables; default: all installed.")
    parser.add_argument("--database", choices=_common.aliases(), help=_common.WHERE_THE_APPS_ARE)
    parser.add_argument("--older-than", type=age, required=True, metavar="AGE", help="Age of the rows, such as 90d.")
    parser.add_argument("--batch-size", type=int, default=BATCH_SIZE, metavar="N", help="Default: %(default)s rows.")
    parser.add_argument("--dry-run", action="store_true", help="Only count the rows.")


def run(command: BaseCommand, options: Namespace) -> None:
    """Delete rows and print a line per table; a read-only table is an error if named, otherwise skipped."""
    if options.batch_size < 1:
        raise CommandError("--batch-size must be at least 1.")
    before = timezone.now() - options.older_than
    for log in _named(options.names):
        label, table = log.model._meta.app_label, log.table
        alias = options.database or home_of(log.model)
        if log.if_named and table not in options.names:
            _common.say(command, f"{table}: skipped, since it is not named.")
            continue
        if not options.names and conf.is_read_only(label):
            _common.say(command, f"{table}: skipped, since AGENT360_MODELS declares {label} read-only.")
            continue
        try:
            if not existing_tables([log.model._meta.db_table], using=alias, kinds="rp"):
                _common.say(command, f"{table}: not on alias {alias!r}.")
                continue
            pruned = prune(log, before=before, using=alias, batch_size=options.batch_size, dry_run=options.dry_run)
        except Error as error:
            raise CommandError(f"The database refused {table}: {_common.one_line(error)}") from error
        verb = "would go" if options.dry_run else "deleted"
        _common.say(command, f"{table}: {pruned.rows} rows {verb} on alias {alias!r}.")


def _named(names: list[str]) -> list[LogTable]:
    """Return the log tables with these names, or of these families or apps; without names, all.

    Raises ``CommandError`` for a name without such tables.
    """
    known = log_tables()
    if not names:
        return known
    of_apps = {log.model._meta.app_label for log in known}
    found: set[str] = set()
    for name in names:
        labels = {name} if name in of_apps else of_apps.intersection(_labels_of(name, known))
        tables = {log.table for log in known if log.table == name or log.model._meta.app_label in labels}
        if not tables:
            raise CommandError(f"{name} has no table that grows. There are: {', '.join(sorted(of_apps))}.")
        found |= tables
    return [log for log in known if log.table in found]


def _labels_of(name: str, known: list[LogTable]) -> list[str]:
    return [] if any(log.table == name for log in known) else list(_common.labels_of([name]))
