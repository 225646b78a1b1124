"""``agent360 drift``: compares the models with the live tables, and prints the differences."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.utils.connection import ConnectionDoesNotExist

from agent360_models import conf, families
from agent360_models.drift import Ignore, Report, Severity, as_json, as_text, examine
from agent360_models.introspect import suggest
from agent360_models.management.cli import _common
from agent360_models.routing import home_of_app
from agent360_models.testing import postgres

HELP = "Compare the models with the live tables."

_EMBEDDED = "embedded"  # the scratch database of --baseline without an alias


def add_arguments(parser: ArgumentParser) -> None:
    aliases = _common.aliases()
    parser.add_argument("names", nargs="*", metavar="LABEL", help="Families or any installed apps; default: families.")
    parser.add_argument(
        "--database", action="append", choices=aliases, help="An alias, repeatable; default: where the apps live."
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="Default: %(default)s.")
    parser.add_argument(
        "--fail-on",
        choices=("error", "warning", "never"),
        default="error",
        help="Lowest severity for exit status 1. Default: %(default)s.",
    )
    parser.add_argument(
        "--severity",
        choices=[severity.value for severity in Severity],
        default=Severity.INFO.value,
        help="Lowest severity to print; all findings are counted. Default: %(default)s.",
    )
    parser.add_argument(
        "--suggest",
        action="store_true",
        help="Print the lines to write or change in the models, and for your own apps models of new tables.",
    )
    parser.add_argument(
        "--baseline",
        nargs="?",
        const=_EMBEDDED,
        choices=(*aliases, _EMBEDDED),
        metavar="ALIAS",
        help="Also compare exactly with schema.sql, loaded into a scratch database or the embedded server.",
    )


def run(command: BaseCommand, options: Namespace) -> None:
    """Print the differences; exit status 1 if they are severe enough, 2 if the check failed."""
    if options.suggest and options.format == "json":
        raise CommandError("Suggestions are lines of code; leave out --format json.", returncode=2)
    by_alias: dict[str, list[str]] = {}
    for label in _common.installed(options.names):
        for alias in options.database or [_home_of(label)]:
            by_alias.setdefault(alias, []).append(label)
    ignore = [Ignore(*entry) for entry in conf.drift_ignore()]
    for alias in by_alias:
        if connections[alias].vendor != "postgresql":
            raise CommandError(f"Could not check: alias {alias!r} is not PostgreSQL.", returncode=2)
    try:
        with _scratch_database(options.baseline) as scratch:
            report = examine(by_alias, ignore, reference_on=scratch)
    except (OperationalError, ConnectionDoesNotExist) as error:
        raise CommandError(f"Could not check: {_common.one_line(error)}", returncode=2) from error
    if not report.tables:
        raise CommandError(_nothing(options.names), returncode=2)
    _print(command, options, by_alias, report.at_least(Severity(options.severity)))
    if report.fails(None if options.fail_on == "never" else Severity(options.fail_on)):
        sys.exit(1)


def _print(command: BaseCommand, options: Namespace, by_alias: Mapping[str, Sequence[str]], shown: Report) -> None:
    if options.suggest:
        _suggest(command, by_alias, shown)
    elif options.format == "json":
        command.stdout.write(as_json(shown))
    else:
        for line in as_text(shown, _common.paint(command), is_whole=options.verbosity > 1):
            command.stdout.write(line)


def _suggest(command: BaseCommand, by_alias: Mapping[str, Sequence[str]], report: Report) -> None:
    """Print the changes to the models, alias by alias; new tables are only suggested for the project's own apps."""
    for alias, labels in by_alias.items():
        findings = [finding for finding in report.findings if finding.database == alias]
        own = [label for label in labels if label not in families.APPS]
        for line in suggest(findings, using=alias, labels=labels, new_in=own):
            _common.show(command, f"{line}\n")


def _home_of(label: str) -> str:
    try:
        return home_of_app(label)
    except Exception as error:  # any error of a project's router
        reason = f"the routers name no alias for {label!r} ({_common.one_line(error)})"
        raise CommandError(f"Could not check: {reason}. Name one with --database.", returncode=2) from error


def _nothing(names: list[str]) -> str:
    if names:
        return f"Nothing was checked: {', '.join(names)}: no installed model with a table."
    return "Nothing was checked: no app of a family is installed. Name other apps by their labels: drift shop"


@contextmanager
def _scratch_database(baseline: str | None) -> Iterator[str | None]:
    """Yield the alias for loading the reference DDL: the named one, or one of a server started for it."""
    if baseline != _EMBEDDED:
        yield baseline
        return
    with postgres.PostgresServer() as server:
        defaults = connections.configure_settings({DEFAULT_DB_ALIAS: postgres.database_settings(server.url)})
        connections.settings[_EMBEDDED] = defaults[DEFAULT_DB_ALIAS]
        try:
            yield _EMBEDDED
        finally:
            connections[_EMBEDDED].close()
            del connections[_EMBEDDED]
            del connections.settings[_EMBEDDED]
