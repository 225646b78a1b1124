"""``agent360 work``: processes a queue until it is told to stop."""

from argparse import ArgumentParser, Namespace

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from agent360_models.management.cli import _common
from agent360_models.operating.queues import queues
from agent360_models.operating.worker import POLL, Limits, work

HELP = "Process a queue until told to stop."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("queue", metavar="QUEUE", help="Such as jobs, outbox or sms.")
    parser.add_argument(
        "--database", choices=_common.aliases(), help="The alias; default: the app's alias in the setting."
    )
    parser.add_argument("--once", action="store_true", help="Stop as soon as nothing is due.")
    parser.add_argument("--limit", type=int, metavar="N", help="Stop after this many messages. Default: no limit.")
    parser.add_argument("--max-seconds", type=float, metavar="S", help="Stop after so many seconds. Default: no limit.")
    parser.add_argument(
        "--max-memory", type=int, metavar="MB", help="Stop once the process takes so many megabytes. Default: no limit."
    )
    parser.add_argument(
        "--poll",
        type=float,
        default=POLL,
        metavar="S",
        help="Longest pause between two polls of an empty queue. Default: %(default)s seconds.",
    )


def run(command: BaseCommand, options: Namespace) -> None:
    """Process the queue, and print the number of messages; exit status 0 also after a stop signal."""
    known = {queue.name: queue for queue in queues() if queue.turn is not None}
    if options.queue not in known:
        there = ", ".join(sorted(known)) or "none"
        raise CommandError(f"No installed app has a queue {options.queue!r} for workers. Choose from: {there}.")
    limits = Limits(messages=options.limit, seconds=options.max_seconds, memory=options.max_memory)
    try:
        outcome = work(
            known[options.queue], using=options.database, limits=limits, once=options.once, poll=options.poll
        )
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from error
    except Error as error:
        raise CommandError(f"The database refused the statement: {_common.one_line(error)}") from error
    command.stdout.write(f"{options.queue}: {outcome.done} done, {outcome.reason}, in {outcome.seconds:.1f} s.")
