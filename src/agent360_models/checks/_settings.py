"""The setting itself: the form of its keys, and the aliases, families and labels that it names."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from agent360_models import conf, families
from agent360_models.families import ROOT

TAG = ROOT  # for manage.py check --tag


@register(TAG)
def check_form(**_kwargs: Any) -> list[CheckMessage]:
    """E001: the setting is a dictionary of known keys, each of its form."""
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
    """Tell whether the setting can be read. Where not, E001 has said so, and checks that read it keep quiet."""
    return not check_form()


@register(TAG)
def check_aliases(**_kwargs: Any) -> list[CheckMessage]:
    """E002: every alias that the setting names is in ``DATABASES``."""
    if not is_sound():
        return []
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


@register(TAG)
def check_names(**_kwargs: Any) -> list[CheckMessage]:
    """E003: every family and label that the setting names exists."""
    if not is_sound():
        return []
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
