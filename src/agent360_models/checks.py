"""The system checks. Each has an id, says the fact, names the remedy, and has a heading in the docs.

None touches a database unless ``check --database ALIAS`` asks for it.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  # Django's own name
from django.db import OperationalError, ProgrammingError, connections, router, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import ForeignKey, Model

from agent360_models import conf
from agent360_models.families import APPS, FAMILIES, FAMILY_OF, ROOT
from agent360_models.names import split
from agent360_models.routing import FamilyRouter, home_of
from agent360_models.secrets.cipher import NEW_KEY, is_key
from agent360_models.secrets.rotation import encrypted_models

TAG = "agent360"
ROUTER = "agent360_models.routing.FamilyRouter"


@register(TAG)
def check_setting(**_kwargs: Any) -> list[CheckMessage]:
    """E001: the setting is a dictionary of known keys, each of its type."""
    value = getattr(settings, "AGENT360_MODELS", None)
    if value is not None and not isinstance(value, dict):
        return [
            Error(
                "AGENT360_MODELS is not a dictionary.",
                hint="Write AGENT360_MODELS = {...}.",
                id="agent360.E001",
            )
        ]
    return [
        Error(f"AGENT360_MODELS[{key!r}] {fact}.", hint=hint, id="agent360.E001")
        for key, fact, hint in _faults_of_form(value or {})
    ]


def _faults_of_form(setting: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    def names(value: Any) -> bool:
        return isinstance(value, (list, tuple, set, frozenset)) and all(isinstance(name, str) for name in value)

    def mapping_of(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
        return lambda value: isinstance(value, dict) and all(map(test, value.values()))

    def text(value: Any) -> bool:
        return isinstance(value, str)

    forms: dict[str, tuple[Callable[[Any], bool], str]] = {
        "ALIAS": (text, "the name of a database alias"),
        "ALIASES": (mapping_of(text), "a dictionary from family or label to alias"),
        "REPLICAS": (mapping_of(names), "a dictionary from alias to a list of aliases"),
        "READ_ONLY": (names, "a list of families and labels"),
        "WRITABLE": (names, "a list of families and labels"),
        "ADMIN": (lambda value: isinstance(value, bool), "True or False"),
        "SALESFORCE_OBJECTS": (mapping_of(text), "a dictionary from object name to app_label.Model"),
        "SALESFORCE_FIELDS": (
            mapping_of(mapping_of(text)),
            "a dictionary from app_label.Model to a dictionary from field name to column",
        ),
        "DRIFT_IGNORE": (
            lambda value: isinstance(value, (list, tuple)) and all(names(entry) and len(entry) == 3 for entry in value),  # noqa: PLR2004
            "a list of (code, app_label.Model or app_label.Model.column, reason)",
        ),
        "EMBEDDED_TEST_SERVER": (lambda value: isinstance(value, bool), "True or False"),
        "STRICT_TENANTS": (lambda value: isinstance(value, bool), "True or False"),
        "ENCRYPTION_KEYS": (names, "a list of keys"),
        "KNOWLEDGE_FOLDERS": (names, "a list of folders"),
    }
    for key, value in setting.items():
        if key not in forms:
            yield key, "is not a key of this setting", f"Known keys: {', '.join(forms)}."
        elif not forms[key][0](value):
            yield key, f"is not {forms[key][1]}", "See the settings page of the documentation."


def _is_sound() -> bool:
    """Tell whether the setting can be read; where not, E001 has said so and the other checks keep quiet."""
    return not check_setting()


@register(TAG)
def check_aliases(**_kwargs: Any) -> list[CheckMessage]:
    """E002: every alias that the setting names is in ``DATABASES``."""
    if not _is_sound():
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
            id="agent360.E002",
        )
        for where, alias in dict.fromkeys(named)
        if alias not in settings.DATABASES
    ]


@register(TAG)
def check_names(**_kwargs: Any) -> list[CheckMessage]:
    """E003: every family and label that the setting names exists."""
    if not _is_sound():
        return []
    known = [*(family.name for family in FAMILIES), *APPS]
    return [
        Error(
            f"AGENT360_MODELS[{key!r}] names {name!r}, which is neither a family nor an app.",
            hint=f"Choose from: {', '.join(known)}.",
            id="agent360.E003",
        )
        for key in ("ALIASES", "READ_ONLY", "WRITABLE")
        for name in conf.setting().get(key, ())
        if name not in known
    ]


@register(TAG)
def check_router(**_kwargs: Any) -> list[CheckMessage]:
    """E004 and W001: the router is there as soon as an alias is not ``"default"``, and it comes last."""
    if not _is_sound():
        return []
    routers = [isinstance(each, FamilyRouter) for each in router.routers]
    if not any(routers):
        if not conf.dedicated_aliases() and not conf.setting().get("REPLICAS"):
            return []
        return [
            Error(
                "AGENT360_MODELS puts tables on an alias other than 'default', but the router is not installed.",
                hint=f"Add {ROUTER!r} to DATABASE_ROUTERS, as the last entry.",
                id="agent360.E004",
            )
        ]
    if not routers[-1]:
        return [
            Warning(
                f"{ROUTER} is not the last of DATABASE_ROUTERS.",
                hint="Put it last: the project's own routers then keep the last word about the project's own apps.",
                id="agent360.W001",
            )
        ]
    return []


@register(TAG)
def check_dependencies(**_kwargs: Any) -> list[CheckMessage]:
    """E005 and W004: the apps that an app points at are installed, and so is the root app."""
    installed = [label for label in APPS if apps.is_installed(APPS[label].module)]
    found: list[CheckMessage] = [
        Error(
            f"{label} needs {missing}, which is not installed.",
            hint=f"Add {APPS[missing].module!r} to INSTALLED_APPS, before {APPS[label].module!r},"
            f" or let installed_apps({label!r}) name them all.",
            id="agent360.E005",
        )
        for label in installed
        for missing in APPS[label].requires
        if missing not in installed
    ]
    if installed and not apps.is_installed(ROOT):
        found.append(
            Warning(
                f"{ROOT} is not installed, so there is no `manage.py agent360`.",
                hint=f"Add {ROOT!r} to INSTALLED_APPS, before the other apps of agent360-models.",
                id="agent360.W004",
            )
        )
    return found


@register(TAG)
def check_relations(**_kwargs: Any) -> list[CheckMessage]:
    """W002: both ends of a foreign key live on one alias."""
    if not _is_sound():
        return []
    return [
        Warning(
            f"{field} leads from alias {here!r} to alias {there!r}: PostgreSQL can neither join nor enforce it.",
            hint="Put both apps on one alias. Or keep it with db_constraint=False and without joins over it.",
            obj=field,
            id="agent360.W002",
        )
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and not isinstance(field.related_model, str)
        if conf.is_ours(model._meta.app_label) or conf.is_ours(field.related_model._meta.app_label)
        for here, there in [(home_of(model), home_of(field.related_model))]
        if here != there
    ]


@register(TAG)
def check_tables(**_kwargs: Any) -> list[CheckMessage]:
    """E006 and W005: no two models claim one table of one alias. Django does not compare unmanaged models."""
    if not _is_sound():
        return []
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    claims: dict[tuple[str, str, str], list[type[Model]]] = {}
    for model in models:
        schema, table = split(model._meta.db_table)
        claims.setdefault((home_of(model), schema or "public", table), []).append(model)
    found: list[CheckMessage] = []
    for (alias, _schema, table), claimants in claims.items():
        for one, other in itertools.combinations(claimants, 2):
            ours = [conf.is_ours(model._meta.app_label) for model in (one, other)]
            if any(ours):
                kind, number = (Error, "E006") if all(ours) else (Warning, "W005")
                found.append(
                    kind(
                        f"{one._meta.label} and {other._meta.label} are both on table {table!r} of alias {alias!r}.",
                        hint="Give their families different aliases in AGENT360_MODELS['ALIASES'],"
                        " or install only one of the two apps.",
                        obj=other,
                        id=f"agent360.{number}",
                    )
                )
    return found


@register(TAG)
def check_salesforce_mapping(**_kwargs: Any) -> list[CheckMessage]:
    """E007: the org's own names lead to models and columns that exist."""
    if not _is_sound():
        return []
    targets: list[tuple[str, str, str, str | None]]
    targets = [("SALESFORCE_OBJECTS", name, label, None) for name, label in conf.salesforce_objects().items()]
    targets += [
        ("SALESFORCE_FIELDS", name, label, column)
        for label, fields in conf.setting().get("SALESFORCE_FIELDS", {}).items()
        for name, column in fields.items()
    ]
    return [
        Error(
            f"AGENT360_MODELS[{key!r}] leads {name!r} to {'.'.join(filter(None, (label, column)))}, which is missing.",
            hint="Write the model as 'app_label.Model' of an installed app, and the column as the table has it.",
            id="agent360.E007",
        )
        for key, name, label, column in targets
        if not _exists(label, column)
    ]


def _exists(label: str, column: str | None) -> bool:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return False
    return column is None or any(column == field.column for field in model._meta.concrete_fields)


@register(TAG)
def check_keys(**_kwargs: Any) -> list[CheckMessage]:
    """E011, W008 and W009: keys have their form, and encrypted columns have keys, and the extra that uses them."""
    if not _is_sound():
        return []
    keys = list(conf.encryption_keys())
    found: list[CheckMessage] = [
        Error(
            f"AGENT360_MODELS['ENCRYPTION_KEYS'][{place}] is not a Fernet key.",
            hint=f"A key is 32 bytes in URL-safe base64: {NEW_KEY}.",
            id="agent360.E011",
        )
        for place, key in enumerate(keys)
        if not is_key(key)
    ]
    labels = [model._meta.label for model in encrypted_models()]
    if labels and not keys:
        found.append(
            Warning(
                f"AGENT360_MODELS['ENCRYPTION_KEYS'] has no key for the encrypted columns of {', '.join(labels)}.",
                hint=f"Put one there, from where the project keeps its secrets: {NEW_KEY}.",
                id="agent360.W008",
            )
        )
    if keys and not find_spec("cryptography"):
        found.append(
            Warning(
                "AGENT360_MODELS['ENCRYPTION_KEYS'] has keys, and cryptography, which uses them, is not installed.",
                hint='Run pip install "agent360-models[crypto]".',
                id="agent360.W009",
            )
        )
    return found


@register(Tags.database)
def check_role(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """W003: the role of an alias may write no table that the setting declares read-only."""
    from agent360_models.tables import grants

    if not databases or not _is_sound():
        return []
    found: list[CheckMessage] = []
    for alias in databases:
        try:
            tables = grants.writable_read_only_tables(alias) if connections[alias].vendor == "postgresql" else []
        except OperationalError:
            continue
        if tables:
            found.append(
                Warning(
                    f"The role of alias {alias!r} may write {len(tables)} tables that AGENT360_MODELS declares"
                    f" read-only, {tables[0]} among them.",
                    hint="Connect as a role that may only read them; `agent360 grants --role NAME` prints one.",
                    id="agent360.W003",
                )
            )
    return found


@register(Tags.database)
def check_drift(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """W006: the tables of an alias are as the models declare them. A warning only: an error would block migrate."""
    from agent360_models import drift

    if not databases or not _is_sound():
        return []
    found: list[CheckMessage] = []
    for alias in databases:
        if connections[alias].vendor != "postgresql":
            continue
        installed = [label for label in APPS if apps.is_installed(APPS[label].module)]
        try:
            labels = [label for label in installed if conf.alias_for(label) == alias and _is_there(label, alias)]
            report = drift.examine({alias: labels}, [drift.Ignore(*entry) for entry in conf.drift_ignore()])
        except OperationalError:
            continue
        worst = [finding for finding in report.findings if finding.severity is not drift.Severity.INFO]
        for model, findings in itertools.groupby(worst, key=lambda finding: finding.model):
            codes = sorted({finding.code for finding in findings})
            found.append(
                Warning(
                    f"{model} differs from its table on alias {alias!r}: {', '.join(codes)}.",
                    hint="`manage.py agent360 drift` says what differs and what to do.",
                    obj=model,
                    id="agent360.W006",
                )
            )
    return found


def _is_there(label: str, alias: str) -> bool:
    """Tell whether the app's tables should be there: somebody else made them, or its migrations have run."""
    if not FAMILY_OF[label].owns_tables:
        return True
    try:
        with transaction.atomic(using=alias):
            loader = MigrationLoader(connections[alias])
    except ProgrammingError:
        return True  # a role that may not read the list of migrations is not the one that migrates
    return all(migration in loader.applied_migrations for migration in loader.graph.leaf_nodes(label))
