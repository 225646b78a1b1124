"""``agent360 rotate-keys``: re-encrypts every encrypted column with the first key."""

from argparse import ArgumentParser, Namespace

from django.core.management.base import BaseCommand, CommandError
from django.db import router

from agent360_models import conf
from agent360_models.management.cli import _common
from agent360_models.routing import home_of
from agent360_models.secrets import rotation

HELP = "Re-encrypt every encrypted column with the first key."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--database", choices=_common.aliases(), help="The alias; default: the write alias of each model."
    )


def run(command: BaseCommand, options: Namespace) -> None:
    """Print a line for each model with encrypted columns; exit status 1 if a secret could not be read."""
    models = rotation.encrypted_models()
    if options.database:
        models = [model for model in models if router.allow_migrate_model(options.database, model)]
    if not models:
        command.stdout.write("No model here has encrypted columns.")
    unreadable = 0
    for model in models:
        label = model._meta.label
        if conf.is_read_only(model._meta.app_label):
            _common.say(command, f"{label}: skipped, since it is read-only.")
            continue
        done = rotation.rotate(model, using=options.database or home_of(model))
        _common.say(command, f"{label}: {done.secret:,} rows with secrets, {done.rewritten:,} re-encrypted")
        if done.unreadable:
            unreadable += len(done.unreadable)
            keys = ", ".join(map(str, done.unreadable[:5]))
            _common.say(command, f"  not readable with any key: {len(done.unreadable):,}, the first are {keys}")
    if unreadable:
        raise CommandError(
            f"{unreadable:,} rows were not changed: no key in AGENT360_MODELS['ENCRYPTION_KEYS'] fits. Put the"
            " key that encrypted them back into the list, and run the command again."
        )
