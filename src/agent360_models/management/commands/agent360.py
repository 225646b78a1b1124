"""``manage.py agent360 VERB``: one command for all operations on a database."""

import argparse
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agent360_models.exceptions import Agent360ModelsError
from agent360_models.management.cli import (
    adopt,
    alerts,
    contract,
    describe,
    drift,
    grants,
    install,
    introspect,
    load,
    prune,
    rotate_keys,
    status,
    work,
)
from agent360_models.validators import printable

_MODULES = (
    install,
    adopt,
    load,
    grants,
    drift,
    describe,
    introspect,
    contract,
    status,
    alerts,
    work,
    prune,
    rotate_keys,
)


class Command(BaseCommand):
    """Passes the command line to the module of its verb."""

    help = (
        "Write models, install, adopt, load, print GRANTs, find drift, describe, compare releases, watch, work, prune."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the verbs; the docs page of the command describes them in full."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        for module in _MODULES:
            name = module.__name__.rpartition(".")[2].replace("_", "-")
            verb = verbs.add_parser(name, help=module.HELP)
            module.add_arguments(verb)
            for parser_of_options in (verb, *_actions_of(verb)):
                _accept_general_options(parser_of_options)
            verb.set_defaults(run=module.run)
            if getattr(module, "ASKS_NO_DATABASE", False):
                verb.set_defaults(skip_checks=True)  # Django's check of a GeneratedField connects

    def handle(self, *_args: Any, run: Callable[[BaseCommand, argparse.Namespace], None], **options: Any) -> None:
        """Run one verb; an error of the library becomes a message and exit status 1."""
        for stream in (self.stdout, self.stderr):  # names may contain characters that a terminal cannot show
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="backslashreplace")
        try:
            run(self, argparse.Namespace(**options))
        except Agent360ModelsError as error:
            raise CommandError(printable(str(error))) from error


def _actions_of(verb: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """Return the parsers of a verb's own subcommands, if any."""
    found = (action for action in verb._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001
    return [parser for action in found for parser in action.choices.values()]


def _accept_general_options(verb: argparse.ArgumentParser) -> None:
    """Accept Django's own options after the verb too, where people write them."""
    for option in ("--settings", "--pythonpath"):
        verb.add_argument(option, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    for flag in ("--traceback", "--no-color", "--force-color", "--skip-checks"):
        verb.add_argument(flag, action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    verb.add_argument(
        "-v", "--verbosity", type=int, choices=range(4), default=argparse.SUPPRESS, help=argparse.SUPPRESS
    )
