"""Checks of the setting: the form of its keys, and the aliases, families and labels that it names."""

from collections.abc import Callable, Iterable, Sequence
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from agent360_models import conf, families
from agent360_models.families import ROOT

TAG = ROOT  # for manage.py check --tag


@register(TAG)
def check_form(**_kwargs: Any) -> list[CheckMessage]:
    """E001: the setting is not a dictionary, or has an unknown or malformed key."""
    value = getattr(settings, "AGENT360_MODELS", None)
    if value is not None and not isinstance(value, dict):
        return [_misformed("AGENT360_MODELS is not a dictionary.", "Write AGENT360_MODELS = {...}.")]
    found: list[CheckMessage] = []
    for key, given in (value or {}).items():
        form = conf.KEYS.get(key)
        if form is None:
            known = f"Known keys: {', '.join(conf.KEYS)}."
            found.append(_misformed(f"AGENT360_MODELS[{key!r}] is not a key of this setting.", known))
        elif not form.fits(given):
            page = "See the settings page of the documentation."
            found.append(_misformed(f"AGENT360_MODELS[{key!r}] is not {form.words}.", page))
    return found


def _misformed(fact: str, hint: str) -> CheckMessage:
    return Error(fact, hint=hint, id="agent360_models.E001")


def is_sound() -> bool:
    """Tell whether the setting can be read. If not, E001 reports it, and checks that read it are skipped."""
    return not check_form()


_Check = Callable[..., list[CheckMessage]]


def check(function: Callable[[], Iterable[CheckMessage]]) -> _Check:
    """Register a check of apps and settings, which is skipped if the setting cannot be read."""
    return _registered(function, TAG, lambda _databases: function() if is_sound() else ())


def check_databases(function: Callable[[Sequence[str]], Iterable[CheckMessage]]) -> _Check:
    """Register a check of the databases in ``check --database``, which is skipped without any."""
    return _registered(function, Tags.database, lambda names: function(names) if names and is_sound() else ())


def _registered(function: Callable[..., object], tag: str, run: Callable[[Any], Iterable[CheckMessage]]) -> _Check:
    def checked(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
        return list(run(databases))

    update_wrapper(checked, function)
    del checked.__wrapped__  # type: ignore[attr-defined]  # Django would inspect its arguments
    register(checked, tag)
    return checked


@check
def check_aliases() -> Iterable[CheckMessage]:
    """E002: the setting names an alias that is not in ``DATABASES``."""
    setting = conf.setting()
    named = [("ALIAS", setting["ALIAS"])] if "ALIAS" in setting else []
    named += [(f"ALIASES[{name!r}]", alias) for name, alias in setting.get("ALIASES", {}).items()]
    for primary, replicas in setting.get("REPLICAS", {}).items():
        named += [("REPLICAS", alias) for alias in (primary, *replicas)]
    return [
        Error(
            f"AGENT360_MODELS {where} names the alias {alias!r}, which is not in DATABASES.",
            hint=f"Add it to DATABASES, or use one of: {', '.join(settings.DATABASES)}.",
            id="agent360_models.E002",
        )
        for where, alias in dict.fromkeys(named)
        if alias not in settings.DATABASES
    ]


@check
def check_names() -> Iterable[CheckMessage]:
    """E003: the setting names an unknown family or label."""
    known = {*families.names(), *families.every_label()}
    return [
        Error(
            f"AGENT360_MODELS[{key!r}] names {name!r}, which is neither a family nor an app.",
            hint=f"Choose from: {', '.join(families.choices())}.",
            id="agent360_models.E003",
        )
        for key in ("ALIASES", "READ_ONLY", "READ_ONLY_EXCEPT")
        for name in conf.setting().get(key, ())
        if name not in known
    ]
