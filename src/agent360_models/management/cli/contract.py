"""``agent360 contract``: dumps the contract of models, compares two releases, and checks a release."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from agent360_models import contract, families
from agent360_models.contract import Contract, _changelog, _report, _sources
from agent360_models.exceptions import ContractError
from agent360_models.management.cli import _common

HELP = "Compare the tables of releases."
ASKS_NO_DATABASE = True  # except the one that --database names

_SOURCE = "A file, git:REVISION, git:REVISION:PATH, or a wheel"
_NOTHING = "nothing"  # instead of a previous release, for the first release


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    dump = actions.add_parser("dump", help="Write the contract of installed apps.")
    dump.add_argument("names", nargs="*", metavar="LABEL", help="Families or any installed apps; default: families.")
    dump.add_argument("-o", "--output", type=Path, metavar="FILE", help="The output file; default: standard output.")
    dump.add_argument("--release", metavar="VERSION", help="The version; default: the version of the apps' package.")
    dump.set_defaults(act=_dump)
    diff = actions.add_parser("diff", help="Show the changes, what they break, and the order of the upgrade.")
    diff.add_argument("old", metavar="OLD", help=f"{_SOURCE}; `installed` is the installed code.")
    diff.add_argument(
        "new", nargs="?", default=_sources.INSTALLED, metavar="NEW", help="Likewise. Default: %(default)s."
    )
    diff.add_argument("--format", choices=("text", "json", "changelog"), default="text", help="Default: %(default)s.")
    diff.add_argument(
        "--database",
        choices=_common.aliases(),
        help="Show what the upgrade requires of this database, and what is there.",
    )
    diff.set_defaults(act=_diff)
    check = actions.add_parser("check", help="Check a release's version and changelog against its changes.")
    check.add_argument(
        "old", nargs="?", metavar="OLD", help=f"{_SOURCE}, or `{_NOTHING}`; default: the newest tag of git."
    )
    check.add_argument(
        "new", nargs="?", default=_sources.INSTALLED, metavar="NEW", help="Likewise. Default: %(default)s."
    )
    check.add_argument(
        "--stored",
        type=Path,
        metavar="FILE",
        help="The stored contract; default: contract.json here, or the library's.",
    )
    check.add_argument(
        "--changelog", type=Path, default=Path("CHANGELOG.md"), metavar="FILE", help="Default: %(default)s."
    )
    check.set_defaults(act=_check)


def run(command: BaseCommand, options: Namespace) -> None:
    """Run one of the three actions; exit status 2 if something cannot be compared."""
    try:
        options.act(command, options)
    except ContractError as error:
        raise CommandError(_common.one_line(error), returncode=2) from error


# Dump of the installed code


def _dump(command: BaseCommand, options: Namespace) -> None:
    labels = _installed(options.names)
    version = options.release if options.release is not None else _sources.version_of(labels)
    text = contract.read(labels, version=version).dumps()
    if options.output is None:
        command.stdout.write(text, ending="")
        return
    try:
        options.output.write_bytes(text.encode())
    except OSError as error:
        raise ContractError(f"{options.output} cannot be written: {error.strerror or error}.") from error


def _installed(names: list[str]) -> list[str]:
    found: list[str] = [] if names else families.installed()
    for name in names:
        if name in families.names():
            found += filter(families.is_installed, families.labels(name))
        elif name in apps.app_configs:
            found.append(name)
        else:
            raise ContractError(f"{name!r} is neither a family nor the label of an installed app.")
    if not found:
        raise ContractError("No app of a family is installed. Name other apps by their labels.")
    return list(dict.fromkeys(found))


# Comparison of two releases


def _diff(command: BaseCommand, options: Namespace) -> None:
    old, new = _pair(options.old, options.new)
    changes = contract.diff(old, new)
    if options.database is not None:
        lines = _demands(options, changes, old, new)
    elif options.format == "json":
        lines = [_report.as_json(changes, old)]
    elif options.format == "changelog":
        lines = _changelog.lines(changes)
    else:
        lines = _report.as_text(changes, old)
    for line in lines:
        command.stdout.write(line)


def _pair(old: str, new: str) -> tuple[Contract, Contract]:
    """Return two contracts; the installed code is compared for the apps of the other contract."""
    if old == new == _sources.INSTALLED:
        raise ContractError("The installed code cannot be compared with itself. Name another release.")
    if old == _sources.INSTALLED:
        after = contract.load(new)
        return _sources.installed(after), after
    before = contract.load(old)
    return before, _sources.installed(before) if new == _sources.INSTALLED else contract.load(new)


def _demands(options: Namespace, changes: list[contract.Change], old: Contract, new: Contract) -> Iterable[str]:
    alias = options.database
    if options.format == "changelog":
        raise ContractError("A changelog cannot include a database. Choose --format text or json.")
    if connections[alias].vendor != "postgresql":
        raise ContractError(f"Could not check: alias {alias!r} is not PostgreSQL.")
    try:
        found = contract.demands(changes, new, using=alias)
    except OperationalError as error:
        raise ContractError(f"Could not check: {_common.one_line(error)}") from error
    if options.format == "json":
        return [_report.demands_as_json(found, old)]
    return _report.demands_as_text(found, alias)


# Check of a release


def _check(command: BaseCommand, options: Namespace) -> None:
    refusals: list[str] = []
    if options.new == _sources.INSTALLED:
        path = options.stored or _default_stored()
        stored = contract.load(str(path))
        new = _of_the_code(stored)
        if path.read_bytes() != new.dumps().encode():
            refusals.append(_not_the_code(path, new))
    else:
        new = contract.load(options.new)
    said = f"{new.version or 'The contract'} is the code; there is no release before it."
    if options.old != _NOTHING:
        old = contract.load(options.old) if options.old else _release_before(new)
        verdict = contract.judge(old, new, _text_of(options.changelog))
        refusals += verdict.refusals
        numbers = (("Changes", verdict.changes), ("breaks", verdict.breaks), ("announced", verdict.deprecated))
        counts = ", ".join(f"{what}: {len(changes)}" for what, changes in numbers)
        said = f"{new.version or 'The contract'} after {old.version or options.old} is right. {counts}."
    if refusals:
        raise CommandError("\n".join(refusals), returncode=1)
    _common.say(command, said)


def _default_stored() -> Path:
    here = Path(_sources.NAME)
    return here if here.exists() else Path(families.__file__).with_name(_sources.NAME)


def _of_the_code(stored: Contract) -> Contract:
    """Return the contract of the installed code, for the apps of the stored contract and of their families."""
    homes = {families.family_of(label) for label in stored.labels} - {None}
    wanted = {*stored.labels, *(label for label in families.every_label() if families.family_of(label) in homes)}
    labels = [label for label in sorted(wanted) if label in apps.app_configs]
    version = _sources.version_of(labels)
    return contract.read(labels, version=version or stored.version)


def _not_the_code(path: Path, new: Contract) -> str:
    labels = new.labels
    names = [family.name for family in families.FAMILIES if {app.label for app in family.apps} <= {*labels}]
    names += [label for label in labels if families.family_of(label) not in names]
    return f"{path} does not match the code. Rewrite it: manage.py agent360 contract dump {' '.join(names)} -o {path}"


def _release_before(new: Contract) -> Contract:
    """Return the contract of the newest tag, or of the tag before it if the newest is this release."""
    tags = _sources.release_tags()
    if not tags:
        raise ContractError(f"There is no release to compare with: git has no tag of a version. First one: {_NOTHING}.")
    newest = contract.load(f"git:{tags[0]}")
    if newest.dumps() == new.dumps() and len(tags) > 1:
        with suppress(ContractError):  # that release may not have had one yet
            return contract.load(f"git:{tags[1]}")
    return newest


def _text_of(changelog: Path) -> str:
    try:
        return changelog.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContractError(f"The changelog {changelog} cannot be read. --changelog names another file.") from error
