"""``agent360 work``: works on a queue until it is told to stop."""

from argparse import ArgumentParser, Namespace

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from agent360_models.management.cli import _common
from agent360_models.operating.queues import queues
from agent360_models.operating.worker import POLL, Limits, work

HELP = "Work on a queue until told to stop."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("queue", metavar="QUEUE", help="Such as jobs, outbox or sms.")
    parser.add_argument(
        "--database", choices=_common.aliases(), help="The alias; default: where the setting puts the app."
    )
    parser.add_argument("--once", action="store_true", help="End as soon as nothing is due.")
    parser.add_argument("--limit", type=int, metavar="N", help="End after so many messages. Default: none.")
    parser.add_argument("--max-seconds", type=float, metavar="S", help="End after so many seconds. Default: none.")
    parser.add_argument(
        "--max-memory", type=int, metavar="MB", help="End once the process took so many megabytes. Default: none."
    )
    parser.add_argument(
        "--poll",
        type=float,
        default=POLL,
        metavar="S",
        help="The longest pause between two looks at an empty queue. Default: %(default)s seconds.",
    )


def run(command: BaseCommand, options: Namespace) -> None:
    """Work, and print how many messages that were; exit status 0 also where it was told to stop."""
    known = {queue.name: queue for queue in queues() if queue.turn is not None}
    if options.queue not in known:
        there = ", ".join(sorted(known)) or "none"
        raise CommandError(f"No installed app has a queue {options.queue!r} for workers. There are: {there}.")
    limits = Limits(messages=options.limit, seconds=options.max_seconds, memory=options.max_memory)
    try:
        outcome = work(
            known[options.queue], using=options.database, limits=limits, once=options.once, poll=options.poll
        )
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from error
    except Error as error:
        raise CommandError(f"The database refused it: {_common.one_line(error)}") from error
    command.stdout.write(f"{options.queue}: {outcome.done} done, {outcome.reason}, in {outcome.seconds:.1f} s.")
