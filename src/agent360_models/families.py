"""Families and their apps in dependency order, and who owns their tables: plain data.

A settings module may import it: it imports no models and reads no setting.
"""

from dataclasses import dataclass

__all__ = ["APPS", "FAMILIES", "FAMILY_OF", "ROOT", "App", "Family", "installed_apps", "labels", "with_dependencies"]


@dataclass(frozen=True, slots=True)
class App:
    """One Django app of a family.

    ``label`` is the module path joined by ``_`` and never changes.
    ``requires`` names the labels that its foreign keys point at.
    """

    label: str
    module: str
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """The apps over one database; every app comes after those it requires.

    ``owns_tables`` tells whether this library's migrations create the tables.
    Where it is false, the tables belong to somebody else, and the models are ``managed = False``.
    """

    name: str
    owns_tables: bool
    apps: tuple[App, ...]


ROOT = "agent360_models"  # the root app: the checks and the command

FAMILIES = (  # every family, in a fixed order
    Family(
        name="agent360",
        owns_tables=False,
        apps=(
            App("agent360_core", "agent360_models.agent360.core"),
            App("agent360_catalog", "agent360_models.agent360.catalog"),
            App("agent360_accounts", "agent360_models.agent360.accounts", ("agent360_core",)),
            App(
                "agent360_campaigns",
                "agent360_models.agent360.campaigns",
                ("agent360_core", "agent360_accounts"),
            ),
            App(
                "agent360_invoicing",
                "agent360_models.agent360.invoicing",
                ("agent360_catalog", "agent360_accounts"),
            ),
            App(
                "agent360_support",
                "agent360_models.agent360.support",
                ("agent360_core", "agent360_accounts"),
            ),
            App(
                "agent360_forecasting",
                "agent360_models.agent360.forecasting",
                ("agent360_core", "agent360_catalog", "agent360_accounts"),
            ),
            App(
                "agent360_ai_assistant",
                "agent360_models.agent360.ai_assistant",
                ("agent360_core", "agent360_accounts"),
            ),
            App("agent360_system", "agent360_models.agent360.system", ("agent360_core",)),
        ),
    ),
    Family(
        name="ingestion",
        owns_tables=True,
        apps=(
            App("ingestion_orchestration", "agent360_models.ingestion.orchestration"),
            App("ingestion_hubspot", "agent360_models.ingestion.hubspot"),
            App("ingestion_genius", "agent360_models.ingestion.genius"),
            App("ingestion_callrail", "agent360_models.ingestion.callrail"),
            App("ingestion_salesrabbit", "agent360_models.ingestion.salesrabbit"),
            App("ingestion_arrivy", "agent360_models.ingestion.arrivy"),
            App("ingestion_five9", "agent360_models.ingestion.five9"),
            App("ingestion_marketsharp", "agent360_models.ingestion.marketsharp"),
            App("ingestion_leadconduit", "agent360_models.ingestion.leadconduit"),
            App("ingestion_salespro", "agent360_models.ingestion.salespro"),
            App("ingestion_gsheet", "agent360_models.ingestion.gsheet"),
            App("ingestion_alerts", "agent360_models.ingestion.alerts", ("ingestion_orchestration",)),
        ),
    ),
    Family(
        name="automate",
        owns_tables=True,
        apps=(
            App("automate_providers", "agent360_models.automate.providers"),
            App("automate_core", "agent360_models.automate.core"),
            App("automate_datachat", "agent360_models.automate.datachat"),
            App("automate_llm", "agent360_models.automate.llm"),
            App("automate_modal", "agent360_models.automate.modal"),
            App("automate_rag", "agent360_models.automate.rag"),
            App("automate_governance", "agent360_models.automate.governance"),
            App("automate_interop", "agent360_models.automate.interop"),
            App("automate_observability", "agent360_models.automate.observability"),
            App("automate_connectors", "agent360_models.automate.connectors"),
        ),
    ),
    Family(
        name="hibachi",
        owns_tables=False,
        apps=(
            App("hibachi_identity", "agent360_models.hibachi.identity"),
            App("hibachi_core", "agent360_models.hibachi.core", ("hibachi_identity",)),
            App("hibachi_lead", "agent360_models.hibachi.lead", ("hibachi_identity", "hibachi_core")),
            App("hibachi_newsletter", "agent360_models.hibachi.newsletter", ("hibachi_identity", "hibachi_core")),
            App("hibachi_feedback", "agent360_models.hibachi.feedback", ("hibachi_identity", "hibachi_core")),
            App("hibachi_events", "agent360_models.hibachi.events"),
            App("hibachi_integra", "agent360_models.hibachi.integra", ("hibachi_core",)),
            App("hibachi_marketing", "agent360_models.hibachi.marketing", ("hibachi_identity",)),
            App("hibachi_support", "agent360_models.hibachi.support"),
            App("hibachi_communications", "agent360_models.hibachi.communications", ("hibachi_support",)),
        ),
    ),
    # One app, which is the family itself.
    Family(name="migochat", owns_tables=False, apps=(App("migochat", "agent360_models.migochat"),)),
)

# Every app by its label, each after those that it requires.
APPS = {app.label: app for family in FAMILIES for app in family.apps}
FAMILY_OF = {app.label: family for family in FAMILIES for app in family.apps}  # the family of each app, by its label


def labels(*names: str) -> list[str]:
    """Return the app labels that families and labels stand for, in dependency order, each once.

    Raises ``ValueError`` for a name that is neither a family nor a label.
    """
    wanted: set[str] = set()
    for name in names:
        found = [app.label for family in FAMILIES for app in family.apps if name in (family.name, app.label)]
        if not found:
            known = ", ".join([*(family.name for family in FAMILIES), *APPS])
            raise ValueError(f"{name!r} is neither a family nor an app of agent360-models. Choose from: {known}.")
        wanted.update(found)
    return [label for label in APPS if label in wanted]


def with_dependencies(*names: str) -> list[str]:
    """Return ``labels(*names)`` and every label that they require, in dependency order."""
    wanted: set[str] = set()
    waiting = labels(*names)
    while waiting:
        label = waiting.pop()
        if label not in wanted:
            wanted.add(label)
            waiting.extend(APPS[label].requires)
    return [label for label in APPS if label in wanted]


def installed_apps(*names: str) -> list[str]:
    """Return the ``INSTALLED_APPS`` entries for families and app labels.

    The root app comes first (it brings the checks and ``manage.py agent360``), then every app that was
    asked for and every app it needs, dependencies in front, each once::

        INSTALLED_APPS = [..., *installed_apps("agent360")]

    Without names it returns every app there is.
    Raises ``ValueError`` for a name that is neither a family nor a label.
    """
    chosen = names or tuple(family.name for family in FAMILIES)
    return [ROOT, *(APPS[label].module for label in with_dependencies(*chosen))]
