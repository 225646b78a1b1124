"""Families and their apps: those of this library as plain data, and those that the project declares.

A settings module may import this module and call ``installed_apps()``, which reads no setting. All other functions
cover the project's families too: those in ``AGENT360_MODELS["FAMILIES"]``, and those that an installed app declares in
its ``AppConfig``, as ``family = "billing"``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings

__all__ = [
    "APPS",
    "FAMILIES",
    "ROOT",
    "App",
    "Family",
    "choices",
    "declared",
    "every_label",
    "family_of",
    "has",
    "in_order",
    "installed",
    "installed_apps",
    "is_installed",
    "labels",
    "names",
    "owns_tables",
    "requires",
    "with_dependencies",
]


@dataclass(frozen=True, slots=True)
class App:
    """One Django app of a family.

    ``label`` is the module path below the library, joined by ``_``; it never changes.
    ``requires`` lists the labels that its foreign keys point to.
    """

    label: str
    requires: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """The dotted path of the app's package."""
        return f"{ROOT}.{self.label.replace('_', '.', 1)}"


@dataclass(frozen=True, slots=True)
class Family:
    """The apps on one database; each app comes after the apps it requires."""

    name: str
    apps: tuple[App, ...]


ROOT = "agent360_models"  # the root app: the checks and the command

FAMILIES = (  # the families of this library, in a fixed order
    Family(
        name="agent360",
        apps=(
            App("agent360_core"),
            App("agent360_catalog"),
            App("agent360_accounts", ("agent360_core",)),
            App("agent360_campaigns", ("agent360_core", "agent360_accounts")),
            App("agent360_invoicing", ("agent360_catalog", "agent360_accounts")),
            App("agent360_support", ("agent360_core", "agent360_accounts")),
            App("agent360_forecasting", ("agent360_core", "agent360_catalog", "agent360_accounts")),
            App("agent360_ai_assistant", ("agent360_core", "agent360_accounts")),
            App("agent360_system", ("agent360_core",)),
        ),
    ),
    Family(
        name="ingestion",
        apps=(
            App("ingestion_orchestration"),
            App("ingestion_hubspot"),
            App("ingestion_genius"),
            App("ingestion_callrail"),
            App("ingestion_salesrabbit"),
            App("ingestion_arrivy"),
            App("ingestion_five9"),
            App("ingestion_marketsharp"),
            App("ingestion_leadconduit"),
            App("ingestion_salespro"),
            App("ingestion_gsheet"),
            App("ingestion_alerts", ("ingestion_orchestration",)),
        ),
    ),
    Family(
        name="automate",
        apps=(
            App("automate_providers"),
            App("automate_core"),
            App("automate_datachat"),
            App("automate_llm"),
            App("automate_modal"),
            App("automate_rag"),
            App("automate_governance"),
            App("automate_interop"),
            App("automate_observability"),
            App("automate_connectors"),
        ),
    ),
    Family(
        name="hibachi",
        apps=(
            App("hibachi_identity"),
            App("hibachi_core", ("hibachi_identity",)),
            App("hibachi_lead", ("hibachi_identity", "hibachi_core")),
            App("hibachi_newsletter", ("hibachi_identity", "hibachi_core")),
            App("hibachi_feedback", ("hibachi_identity", "hibachi_core")),
            App("hibachi_events"),
            App("hibachi_integra", ("hibachi_core",)),
            App("hibachi_marketing", ("hibachi_identity",)),
            App("hibachi_support"),
            App("hibachi_communications", ("hibachi_support",)),
        ),
    ),
    # The family is a single app.
    Family(name="migochat", apps=(App("migochat"),)),
)

# Every app of this library by label, each after the apps it requires.
APPS = {app.label: app for family in FAMILIES for app in family.apps}
_FAMILY_OF = {app.label: family.name for family in FAMILIES for app in family.apps}
_TAKEN = {family.name for family in FAMILIES}


def installed_apps(*names: str) -> list[str]:
    """Return the ``INSTALLED_APPS`` entries for families and app labels of this library.

    The root app, which has the checks and ``manage.py agent360``, comes first. Then follow the requested apps and
    their dependencies, each once, dependencies first::

        INSTALLED_APPS = [..., *installed_apps("agent360")]

    Without names it returns every app of this library.
    Raises ``ValueError`` for any other name, a family of the project included: settings call this before the apps are
    loaded, so the project lists its own apps in ``INSTALLED_APPS`` itself.
    """
    chosen = names or tuple(family.name for family in FAMILIES)
    wanted: set[str] = set()
    waiting = _of_this_library(chosen)
    while waiting:
        label = waiting.pop()
        if label not in wanted:
            wanted.add(label)
            waiting.extend(APPS[label].requires)
    return [ROOT, *(app.module for label, app in APPS.items() if label in wanted)]


def _of_this_library(names: Iterable[str]) -> list[str]:
    wanted = []
    for name in names:
        found = [label for label, family in _FAMILY_OF.items() if name in (family, label)]
        if not found:
            known = ", ".join([*(family.name for family in FAMILIES), *APPS])
            raise ValueError(
                f"{name!r} is neither a family nor an app of agent360-models. Choose from: {known}."
                " List the project's own apps in INSTALLED_APPS directly."
            )
        wanted += found
    return wanted


# With the families of the project


def declared() -> Mapping[str, Sequence[str]]:
    """Return ``AGENT360_MODELS["FAMILIES"]``: the project's own families, and the labels of their apps.

    ``FAMILIES = {"billing": ["billing", "billing_archive"]}``; empty by default. Entries of the wrong form, or under
    a name of this library, are ignored here and reported by a check.
    """
    setting = getattr(settings, "AGENT360_MODELS", None)
    given = setting.get("FAMILIES") if isinstance(setting, dict) else None
    if not isinstance(given, dict):
        return {}
    return {
        name: sorted(labels) if isinstance(of, (set, frozenset)) else labels
        for name, of in given.items()
        if isinstance(name, str) and name not in _TAKEN and isinstance(of, (list, tuple, set, frozenset))
        for labels in [[label for label in of if isinstance(label, str)]]
    }


def family_of(label: str) -> str | None:
    """Return the name of the family that an app belongs to; ``None`` for an app without a family."""
    if label in _FAMILY_OF:
        return _FAMILY_OF[label]
    named = next((name for name, of in declared().items() if label in of), None)
    return named or _told(label)


def _told(label: str) -> str | None:
    """Return the family that an installed app declares in its ``AppConfig``."""
    name = getattr(apps.app_configs.get(label), "family", None)
    return name if isinstance(name, str) and name not in _TAKEN else None


def has(label: str) -> bool:
    """Tell whether an app belongs to a family."""
    return family_of(label) is not None


def names() -> list[str]:
    """Return the names of all families: those of this library, of the setting and of installed apps."""
    told = filter(None, map(_told, apps.app_configs))
    return list(dict.fromkeys([*(family.name for family in FAMILIES), *declared(), *told]))


def labels(*names: str) -> list[str]:
    """Return the app labels for the given families and labels, in dependency order, each once.

    Raises ``ValueError`` for a name that is neither a family nor a label.
    """
    every = every_label()
    wanted: set[str] = set()
    for name in names:
        found = [label for label in every if name in (label, family_of(label))]
        if not found and name not in declared():
            raise ValueError(f"{name!r} is neither a family nor an app of one. Choose from: {', '.join(choices())}.")
        wanted.update(found)
    return [label for label in every if label in wanted]


def choices() -> list[str]:
    """Return the names of the installed families and their apps, or of all known ones where none is installed."""
    found = installed() or every_label()
    return list(dict.fromkeys([*(family_of(label) or label for label in found), *found]))


def installed() -> list[str]:
    """Return the labels of all installed family apps, in dependency order."""
    return [label for label in every_label() if is_installed(label)]


def is_installed(label: str) -> bool:
    """Tell whether a family app is installed, and not a foreign app with the same label."""
    return apps.is_installed(APPS[label].module) if label in APPS else label in apps.app_configs


def requires(label: str) -> tuple[str, ...]:
    """Return the family app labels that the foreign keys of an app point to."""
    if label in APPS:
        return APPS[label].requires
    if label not in apps.app_configs:
        return ()
    targets = {
        field.related_model._meta.app_label
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is not None
    }
    return tuple(sorted(target for target in targets - {label} if family_of(target) is not None))


def in_order(labels: Iterable[str]) -> list[str]:
    """Return the given labels that belong to families, in dependency order.

    A label means only its app, even where a family has the same name.
    """
    wanted = {*labels}
    return [label for label in every_label() if label in wanted]


def with_dependencies(*labels: str) -> list[str]:
    """Return the given labels and all labels they require, in dependency order."""
    wanted: set[str] = set()
    waiting = [*labels]
    while waiting:
        label = waiting.pop()
        if label not in wanted:
            wanted.add(label)
            waiting.extend(requires(label))
    return in_order(wanted)


def owns_tables(label: str) -> bool:
    """Tell whether migrations create tables of an installed app: at least one of its models is managed."""
    return any(model._meta.managed for model in apps.get_app_config(label).get_models())


def every_label() -> list[str]:
    """Return every label of this library, then the project's installed labels, in dependency order."""
    listed = [label for of in declared().values() for label in of]
    told = filter(_told, apps.app_configs)
    theirs = [label for label in dict.fromkeys([*listed, *told]) if label in apps.app_configs and label not in APPS]
    if not apps.models_ready:
        return [*APPS, *theirs]
    ordered: list[str] = []

    def visit(label: str, above: tuple[str, ...] = ()) -> None:
        for needed in requires(label) if label not in above else ():
            if needed in theirs:
                visit(needed, (*above, label))
        if label not in ordered:
            ordered.append(label)

    for label in theirs:
        visit(label)
    return [*APPS, *ordered]
