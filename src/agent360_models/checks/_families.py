"""Check of the project's families."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error

from agent360_models import conf, families
from agent360_models.checks._settings import check


@check
def check_families() -> Iterable[CheckMessage]:
    """E015: an entry of ``FAMILIES``, or the family of an app, is invalid or ambiguous."""
    given = conf.setting().get("FAMILIES", {})
    listed = [label for of in given.values() for label in dict.fromkeys(of)]
    told = {label: getattr(config, "family", None) for label, config in apps.app_configs.items()}
    faults = [
        *_taken([*given, *(name for name in told.values() if isinstance(name, str))]),
        *_not_names(told),
        *itertools.chain.from_iterable(map(_unusable, dict.fromkeys(listed))),
        *_doubled(listed),
    ]
    return [Error(fact, hint=hint, id="agent360_models.E015") for fact, hint in faults]


def _taken(names: list[str]) -> Iterator[tuple[str, str]]:
    ours = {family.name for family in families.FAMILIES}
    for name in dict.fromkeys(names):
        if not name:
            yield "A family has an empty name.", "Give it a name."
        elif name in ours or name in families.APPS:
            yield f"The family name {name!r} belongs to agent360-models.", "Choose another name."
        elif name in apps.app_configs and families.family_of(name) != name:
            yield (
                f"The family {name!r} has the name of an app that is not in it.",
                "Add the app to it, or choose another name: on the command line the name would mean both.",
            )


def _not_names(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for label, name in told.items():
        if name is not None and not isinstance(name, str):
            yield f"The AppConfig of {label} has a family that is not a name.", 'Write family = "name".'


def _unusable(label: str) -> Iterator[tuple[str, str]]:
    if label in families.APPS:
        yield (
            f"AGENT360_MODELS['FAMILIES'] lists {label!r}, which is an app of agent360-models.",
            "Remove it: the app already has a family.",
        )
    elif label not in apps.app_configs:
        by_module = {config.name: config.label for config in apps.get_app_configs()}
        remedy = f"Write its label, {by_module[label]!r}." if label in by_module else "Add the app to INSTALLED_APPS."
        yield f"AGENT360_MODELS['FAMILIES'] lists {label!r}, which is not the label of an installed app.", remedy


def _doubled(labels: list[str]) -> Iterator[tuple[str, str]]:
    for label, number in Counter(labels).items():
        if number > 1:
            yield f"AGENT360_MODELS['FAMILIES'] lists {label!r} in {number} families.", "Keep it in one of them."
