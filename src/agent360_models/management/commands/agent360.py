"""``manage.py agent360 VERB``: one command for everything that is done to a database."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connections, router
from django.utils import timezone
from django.utils.connection import ConnectionDoesNotExist

from agent360_models import conf, families
from agent360_models.agent360.salesforce import load as loading
from agent360_models.drift import Ignore, Severity, as_json, as_text, examine
from agent360_models.exceptions import Agent360ModelsError
from agent360_models.loading.sources import SALESFORCE, SOURCES, find_source
from agent360_models.routing import home_of, home_of_app
from agent360_models.secrets import rotation
from agent360_models.sync import status
from agent360_models.sync._hooks import find_log
from agent360_models.sync.status import alarms, parse_age, statuses
from agent360_models.tables import adopt as adoption
from agent360_models.tables import grants, reference
from agent360_models.testing import postgres

EMBEDDED = "embedded"  # the scratch database of --baseline, where no alias is named
CLEAR_LINE = "\r\x1b[K"  # to the start of the terminal's line, and nothing after it


class Command(BaseCommand):
    """Parses, calls the library, prints what it returns."""

    help = "Install the reference DDL, adopt tables, load exports, watch syncs, print grants, find drift, rotate keys."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the verbs; the docs page of the command says the same at length."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        aliases = tuple(connections)

        install = verbs.add_parser("install", help="Create the tables in an empty development database.")
        install.add_argument(
            "names", nargs="*", metavar="LABEL", help="Families or app labels; default: all installed."
        )
        install.add_argument("--database", choices=aliases, help="The alias; default: where the setting puts the apps.")

        adopt = verbs.add_parser("adopt", help="Record the migrations of tables that are there already.")
        adopt.add_argument("names", nargs="+", metavar="LABEL", help="Families or app labels.")
        adopt.add_argument("--database", choices=aliases, help="The alias; default: where the setting puts the apps.")
        adopt.add_argument(
            "--fail-on",
            choices=("error", "warning"),
            default="error",
            help="From which severity of drift on nothing is recorded. Default: %(default)s.",
        )

        load = verbs.add_parser("load", help="Load exports of Salesforce or another source: files, or folders of them.")
        load.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        load.add_argument("--source", choices=(SALESFORCE, *SOURCES), default=SALESFORCE, help="Default: %(default)s.")
        load.add_argument("--database", choices=aliases, help="The alias; default: where the setting puts the apps.")
        load.add_argument(
            "--object", dest="object_name", help="The object at the source, if the file's name does not say it."
        )
        load.add_argument(
            "--missing-parents",
            choices=("reject", "stub"),
            help="Of Salesforce: reject a row whose parent is missing, the default, or write an inactive stub for it.",
        )
        load.add_argument(
            "--rejects", type=Path, metavar="FILE", help="Where rejected rows are explained, with values."
        )

        grant = verbs.add_parser("grants", help="Print the GRANTs that give a role what the setting says.")
        grant.add_argument("--role", required=True, help="The PostgreSQL role that the project connects as.")
        grant.add_argument("--database", choices=aliases, default=None, help="The alias; default: the setting's.")

        compare = verbs.add_parser("drift", help="Hold the models against the live tables.")
        compare.add_argument("names", nargs="*", metavar="LABEL", help="Families or any installed apps; default: ours.")
        compare.add_argument(
            "--database", action="append", choices=aliases, help="An alias, repeatable; default: where the apps live."
        )
        compare.add_argument("--format", choices=("text", "json"), default="text", help="Default: %(default)s.")
        compare.add_argument(
            "--fail-on",
            choices=("error", "warning", "never"),
            default="error",
            help="From which severity on the exit status is 1. Default: %(default)s.",
        )
        compare.add_argument(
            "--baseline",
            nargs="?",
            const=EMBEDDED,
            choices=(*aliases, EMBEDDED),
            metavar="ALIAS",
            help="Compare with schema.sql too, to the letter: loaded into a scratch database, or the embedded server.",
        )

        state = verbs.add_parser("status", help="Say how the sync of each object stands.")
        state.add_argument("--database", choices=aliases, help="The alias; default: where the setting puts the apps.")
        state.add_argument("--format", choices=("text", "json"), default="text", help="Default: %(default)s.")
        state.add_argument(
            "--max-age",
            type=_age,
            metavar="AGE",
            help="How old the last success of an object may be: 90s, 30m, 2h, 1d. Default: any age.",
        )

        watch = verbs.add_parser("alerts", help="Hold the rules against the runs; print the alerts that are open.")
        watch.add_argument("--database", choices=aliases, help="The alias; default: where the setting puts the app.")

        rotate = verbs.add_parser("rotate-keys", help="Encrypt every encrypted column under the first key.")
        rotate.add_argument("--database", choices=aliases, help="The alias; default: where the models are written.")

        for verb in (install, adopt, load, grant, compare, state, watch, rotate):
            _accept_general_options(verb)

    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        """Run one verb; an error of the library becomes a message and exit status 1."""
        self.options = argparse.Namespace(**options)
        try:
            getattr(self, verb.replace("-", "_"))()
        except Agent360ModelsError as error:
            raise CommandError(str(error)) from error

    def install(self) -> None:
        """Create the tables of the apps."""
        options = self.options
        installable = reference.installable()
        names = self._labels(options.names) if options.names else installable
        unknown = [label for label in names if label not in installable]
        if unknown:
            raise CommandError(f"{', '.join(unknown)}: not installed, or its tables come from migrations.")
        by_alias: dict[str, list[str]] = {}
        for label in names:
            by_alias.setdefault(options.database or conf.alias_for(label), []).append(label)
        for alias, labels in by_alias.items():
            tables = reference.install(labels, using=alias)
            self.stdout.write(f"Created {len(tables)} tables of {len(labels)} apps on alias {alias!r}.")

    def adopt(self) -> None:
        """Look for drift, then record the migrations of tables that are there."""
        options = self.options
        by_alias: dict[str, list[str]] = {}
        for label in self._labels(options.names):
            if apps.is_installed(families.APPS[label].module):
                by_alias.setdefault(options.database or conf.alias_for(label), []).append(label)
        if not by_alias:
            raise CommandError(f"None of the apps of {', '.join(options.names)} is installed.")
        pending = {alias: adoption.unrecorded(labels, using=alias) for alias, labels in by_alias.items()}
        report = examine(by_alias, [Ignore(*entry) for entry in conf.drift_ignore()])
        for line in as_text(report, self._paint):
            self.stdout.write(line)
        if report.fails(Severity(options.fail_on)):
            raise CommandError(
                "Nothing was recorded: the tables are not what the models say. Mend what is above; what is missing"
                " altogether is created by `manage.py migrate`."
            )
        for alias, migrations in pending.items():
            adoption.record(migrations, using=alias)
            adopted = len({label for label, _ in migrations})
            self.stdout.write(
                f"Recorded {len(migrations)} migrations of {adopted} apps on alias {alias!r}. No table was changed."
            )

    def load(self) -> None:
        """Load exports and print one line per object."""
        options = self.options
        how = {
            "using": options.database,
            "object_name": options.object_name,
            "rejects": options.rejects,
            "progress": self._progress if self.stdout.isatty() else None,
        }
        if options.source == SALESFORCE:
            found = loading.load(options.paths, missing_parents=options.missing_parents or "reject", **how)
        elif options.missing_parents is None:
            found = find_source(options.source).load(options.paths, **how)
        else:
            raise CommandError(f"--missing-parents is for Salesforce: {options.source} needs no parents.")
        reports = []
        for report in found:
            reports.append(report)
            if self.stdout.isatty():
                self.stdout.write(CLEAR_LINE, ending="")
            for line in _lines(report, name_columns=self.options.verbosity > 1):
                self.stdout.write(line)
        if not any(report.logged for report in reports):
            self.stdout.write("Nothing was logged: the app that keeps the log of runs is not installed, or read-only.")
        if not any(report.changed or report.stubs for report in reports):
            self.stdout.write("No row was changed.")
        if any(report.rejected for report in reports) and options.rejects is None:
            self.stdout.write("Name a file by --rejects to see the rejected rows with their values.")
        refused = [report for report in reports if report.refused]
        if refused:
            raise CommandError(
                "Not loaded: "
                + "; ".join(f"{report.object_name} of {report.path.name}, since {report.refused}" for report in refused)
                + "."
            )

    def grants(self) -> None:
        """Print SQL."""
        options = self.options
        for statement in grants.grants(options.role, using=options.database or self._only_alias()):
            self.stdout.write(f"{statement};")

    def drift(self) -> None:
        """Print what differs; exit status 1 where it is bad enough, 2 where nobody could look."""
        options = self.options
        by_alias: dict[str, list[str]] = {}
        for label in self._installed(options.names):
            for alias in options.database or [home_of_app(label)]:
                by_alias.setdefault(alias, []).append(label)
        ignore = [Ignore(*entry) for entry in conf.drift_ignore()]
        for alias in by_alias:
            if connections[alias].vendor != "postgresql":
                raise CommandError(f"Could not look: alias {alias!r} is not PostgreSQL.", returncode=2)
        try:
            with _scratch_database(options.baseline) as scratch:
                report = examine(by_alias, ignore, reference_on=scratch)
        except (OperationalError, ConnectionDoesNotExist) as error:
            raise CommandError(f"Could not look: {' '.join(str(error).split())}", returncode=2) from error
        if options.format == "json":
            self.stdout.write(as_json(report))
        else:
            for line in as_text(report, self._paint):
                self.stdout.write(line)
        if report.fails(None if options.fail_on == "never" else Severity(options.fail_on)):
            sys.exit(1)

    def status(self) -> None:
        """Print how the sync stands; exit status 1 where somebody has to look, 2 where nobody could."""
        options = self.options
        now = timezone.now()
        try:
            found = statuses(options.database)
        except DatabaseError as error:
            raise CommandError(f"Could not look: {' '.join(str(error).split())}", returncode=2) from error
        if options.format == "json":
            self.stdout.write(status.as_json(found, now=now, max_age=options.max_age))
        elif found:
            for line in status.as_text(found, now=now, max_age=options.max_age):
                self.stdout.write(line)
        else:
            self.stdout.write("Nothing was ever synced here.")
        if alarms(found, now=now, max_age=options.max_age):
            sys.exit(1)

    def alerts(self) -> None:
        """Open and close alerts; exit status 1 where one is open, 2 where nobody could look."""
        evaluate = find_log("evaluate_alerts", "ingestion_alerts")
        if evaluate is None:
            raise CommandError("agent360_models.ingestion.alerts is not installed, or read-only.", returncode=2)
        try:
            found = evaluate(using=self.options.database)
        except DatabaseError as error:
            raise CommandError(f"Could not look: {' '.join(str(error).split())}", returncode=2) from error
        for alert in found.closed:
            self.stdout.write(f"closed  {alert}")
        for alert in found.open:
            news = "opened" if alert in found.opened else "open"
            self.stdout.write(f"{news:6}  {alert} (rule {alert.rule}, since {alert.opened_at:%Y-%m-%d %H:%M %Z})")
        if found.open:
            sys.exit(1)

    def rotate_keys(self) -> None:
        """Print a line for each model with encrypted columns; exit status 1 where a secret could not be read."""
        database = self.options.database
        found = rotation.encrypted_models()
        if database:
            found = [model for model in found if router.allow_migrate_model(database, model)]
        if not found:
            self.stdout.write("No model here has encrypted columns.")
        unreadable = 0
        for model in found:
            label = model._meta.label
            if conf.is_read_only(model._meta.app_label):
                self.stdout.write(f"{label}: left alone, since it is read-only.")
                continue
            done = rotation.rotate(model, using=database or home_of(model))
            self.stdout.write(f"{label}: {done.secret:,} rows with secrets, {done.rewritten:,} encrypted anew")
            if done.unreadable:
                unreadable += len(done.unreadable)
                keys = ", ".join(map(str, done.unreadable[:5]))
                self.stdout.write(f"  not readable with any key: {len(done.unreadable):,}, the first are {keys}")
        if unreadable:
            raise CommandError(
                f"{unreadable:,} rows were left as they are: no key of AGENT360_MODELS['ENCRYPTION_KEYS'] fits. Put the"
                " key that wrote them back into the list, and run this again."
            )

    def _paint(self, severity: Severity, text: str) -> str:
        styles = {Severity.ERROR: self.style.ERROR, Severity.WARNING: self.style.WARNING}
        return str(styles.get(severity, self.style.NOTICE)(text))

    def _installed(self, names: list[str]) -> list[str]:
        """Return the labels that names stand for; a name may be any installed app's."""
        ours = [label for label in families.APPS if apps.is_installed(families.APPS[label].module)]
        if not names:
            return ours
        chosen: list[str] = []
        for name in names:
            if any(name == family.name for family in families.FAMILIES):
                chosen += [label for label in families.labels(name) if label in ours]
            else:
                try:
                    chosen.append(apps.get_app_config(name).label)
                except LookupError as error:
                    raise CommandError(f"{name!r} is neither a family nor the label of an installed app.") from error
        return list(dict.fromkeys(chosen))

    def _progress(self, table: str, rows: int) -> None:
        self.stdout.write(f"{CLEAR_LINE}{table}: {rows:,} rows read", ending="")
        self.stdout.flush()

    def _labels(self, names: list[str]) -> list[str]:
        try:
            return families.labels(*names)
        except ValueError as error:
            raise CommandError(str(error)) from error

    def _only_alias(self) -> str:
        aliases = {conf.alias_for(label) for label in reference.installable()} or {DEFAULT_DB_ALIAS}
        if len(aliases) > 1:
            raise CommandError(f"The apps live on {', '.join(sorted(aliases))}: choose one by --database.")
        return aliases.pop()


@contextmanager
def _scratch_database(baseline: str | None) -> Iterator[str | None]:
    """Give the alias into which the reference DDL is loaded: the one named, or that of a server started for it."""
    if baseline != EMBEDDED:
        yield baseline
        return
    with postgres.PostgresServer() as server:
        defaults = connections.configure_settings({DEFAULT_DB_ALIAS: postgres.database_settings(server.url)})
        connections.settings[EMBEDDED] = defaults[DEFAULT_DB_ALIAS]
        try:
            yield EMBEDDED
        finally:
            connections[EMBEDDED].close()
            del connections[EMBEDDED]
            del connections.settings[EMBEDDED]


def _age(text: str) -> timedelta:
    try:
        return parse_age(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _accept_general_options(verb: argparse.ArgumentParser) -> None:
    """Let Django's own options stand behind the verb too, where people write them."""
    for option in ("--settings", "--pythonpath"):
        verb.add_argument(option, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    for flag in ("--traceback", "--no-color", "--force-color", "--skip-checks"):
        verb.add_argument(flag, action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    verb.add_argument(
        "-v", "--verbosity", type=int, choices=range(4), default=argparse.SUPPRESS, help=argparse.SUPPRESS
    )


def _lines(report: loading.Report, *, name_columns: bool) -> Iterator[str]:
    """Say in words what a report says in numbers."""
    name = f"{report.object_name} ({report.path.name})"
    if report.skipped:
        what = f"{report.read:,} records fill" if report.read else "skipped, it fills"
        yield f"{name}: {what} no table here."
        return
    if report.refused:
        yield f"{name}: refused."
        return
    counts = ("inserted", "updated", "deleted", "unchanged", "superseded", "conflicts", "rejected", "removed")
    found = [f"{getattr(report, count):,} {count}" for count in counts if getattr(report, count)]
    yield f"{name} -> {report.table}: " + ", ".join([f"{report.read:,} read", *found])
    for table, number in report.stubs.items():
        yield f"  stub parents written to {table}: {number:,}"
    if report.ignored_columns:
        names = f" ({', '.join(report.ignored_columns)})" if name_columns else ""
        yield f"  columns of the file that are ignored: {len(report.ignored_columns)}{names}"
    for reason, number in report.reasons.most_common():
        yield f"  rejected for {reason}: {number:,}"
