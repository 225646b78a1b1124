"""Helpers that several verbs share."""

from collections.abc import Callable

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from agent360_models import families
from agent360_models.drift import Severity
from agent360_models.routing import home_of_app
from agent360_models.validators import printable, printable_lines

WHERE_THE_APPS_ARE = "The alias; default: where the setting puts the apps."


def aliases() -> tuple[str, ...]:
    return tuple(connections)


def labels_of(names: list[str]) -> list[str]:
    """Return the labels for names of families and of their apps.

    Raises ``CommandError`` for an unknown name.
    """
    try:
        return families.labels(*names)
    except ValueError as error:
        raise CommandError(str(error)) from error


def suited(names: list[str], suits: Callable[[str], bool]) -> list[str]:
    """Return the labels for names; of a family only those that suit a verb, if any does.

    Raises ``CommandError`` for an unknown name.
    """
    found, whole = labels_of(names), families.names()
    return [label for label in found if suits(label) or (label in names and label not in whole)] or found


def installed(names: list[str]) -> list[str]:
    """Return the installed labels for names, or of all families without names; a name may be any app's label.

    Raises ``CommandError`` for a name that is neither a family nor the label of an installed app.
    """
    if not names:
        return families.installed()
    chosen: list[str] = []
    for name in names:
        if name in families.names():
            chosen += filter(families.is_installed, families.labels(name))
        else:
            try:
                chosen.append(apps.get_app_config(name).label)
            except LookupError as error:
                raise CommandError(f"{name!r} is neither a family nor the label of an installed app.") from error
    return list(dict.fromkeys(chosen))


def by_alias(labels: list[str], database: str | None) -> dict[str, list[str]]:
    """Group labels by the alias of their tables, or put them all on the alias given on the command line."""
    found: dict[str, list[str]] = {}
    for label in labels:
        found.setdefault(database or home_of_app(label), []).append(label)
    return found


def paint(command: BaseCommand) -> Callable[[Severity, str], str]:
    """Return a function that colours a text by severity, if the terminal supports it."""
    styles = {Severity.ERROR: command.style.ERROR, Severity.WARNING: command.style.WARNING}
    return lambda severity, text: str(styles.get(severity, command.style.NOTICE)(text))


def one_line(error: Exception) -> str:
    return printable(" ".join(str(error).split()))


def show(command: BaseCommand, text: str) -> None:
    """Print a text that may also go to a file; a terminal would obey control characters, so there they are escaped."""
    if command.stdout.isatty():
        text = printable_lines(text)
    command.stdout.write(text, ending="")


def say(command: BaseCommand, line: str) -> None:
    """Print a line that may contain names of files or columns, or foreign errors."""
    command.stdout.write(printable(line))
