"""``agent360 rotate-keys``: encrypts every encrypted column under the first key."""

from argparse import ArgumentParser, Namespace

from django.core.management.base import BaseCommand, CommandError
from django.db import router

from agent360_models import conf
from agent360_models.management.cli import _common
from agent360_models.routing import home_of
from agent360_models.secrets import rotation

HELP = "Encrypt every encrypted column under the first key."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--database", choices=_common.aliases(), help="The alias; default: where the models are written."
    )


def run(command: BaseCommand, options: Namespace) -> None:
    """Print a line for each model with encrypted columns; exit status 1 where a secret could not be read."""
    models = rotation.encrypted_models()
    if options.database:
        models = [model for model in models if router.allow_migrate_model(options.database, model)]
    if not models:
        command.stdout.write("No model here has encrypted columns.")
    unreadable = 0
    for model in models:
        label = model._meta.label
        if conf.is_read_only(model._meta.app_label):
            _common.say(command, f"{label}: left alone, since it is read-only.")
            continue
        done = rotation.rotate(model, using=options.database or home_of(model))
        _common.say(command, f"{label}: {done.secret:,} rows with secrets, {done.rewritten:,} encrypted anew")
        if done.unreadable:
            unreadable += len(done.unreadable)
            keys = ", ".join(map(str, done.unreadable[:5]))
            _common.say(command, f"  not readable with any key: {len(done.unreadable):,}, the first are {keys}")
    if unreadable:
        raise CommandError(
            f"{unreadable:,} rows were left as they are: no key of AGENT360_MODELS['ENCRYPTION_KEYS'] fits. Put the"
            " key that wrote them back into the list, and run this again."
        )
