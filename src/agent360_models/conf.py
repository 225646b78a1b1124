"""The ``AGENT360_MODELS`` setting: its keys, and one function per key that reads it when called, never at import.

These functions do not validate. ``agent360_models.checks`` reports wrong settings and the remedy.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from agent360_models.families import APPS, family_of

__all__ = [
    "KEYS",
    "absent",
    "absent_models",
    "alias_for",
    "dedicated_aliases",
    "drift_ignore",
    "encryption_keys",
    "is_read_only",
    "knowledge_folders",
    "knowledge_models",
    "named_alias",
    "primary_of",
    "register_admin",
    "replicas_for",
    "require_tenant",
    "setting",
    "test_server",
]


class _Form(NamedTuple):
    """The required form of a key's value: a test, and its description."""

    fits: Callable[[Any], bool]
    words: str


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _are_names(value: Any) -> bool:
    return isinstance(value, (list, tuple, set, frozenset)) and all(map(_is_text, value))


def _maps_to(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and _are_names([*value]) and all(map(fits, value.values()))


def _are_ignores(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(_are_names(entry) and len(entry) == 3 for entry in value)  # noqa: PLR2004


# Every key of the setting. A key named after a family's subject is read by that family.
KEYS: dict[str, _Form] = {
    "FAMILIES": _Form(_maps_to(_are_names), "a dictionary from family to a list of labels"),
    "ALIAS": _Form(_is_text, "the name of a database alias"),
    "ALIASES": _Form(_maps_to(_is_text), "a dictionary from family or label to alias"),
    "REPLICAS": _Form(_maps_to(_are_names), "a dictionary from alias to a list of aliases"),
    "READ_ONLY": _Form(_are_names, "a list of families and labels"),
    "READ_ONLY_EXCEPT": _Form(_are_names, "a list of families and labels"),
    "ABSENT": _Form(_maps_to(_are_names), "a dictionary from app_label.Model to a list of columns"),
    "REGISTER_ADMIN": _Form(_is_flag, "True or False"),
    "SALESFORCE_OBJECTS": _Form(_maps_to(_is_text), "a dictionary from object name to app_label.Model"),
    "SALESFORCE_FIELDS": _Form(
        _maps_to(_maps_to(_is_text)),
        "a dictionary from app_label.Model to a dictionary from field name to column",
    ),
    "DRIFT_IGNORE": _Form(_are_ignores, "a list of (code, app_label.Model or app_label.Model.column, reason)"),
    "TEST_SERVER": _Form(_is_flag, "True or False"),
    "REQUIRE_TENANT": _Form(_is_flag, "True or False"),
    "ENCRYPTION_KEYS": _Form(_are_names, "a list of keys"),
    "KNOWLEDGE_FOLDERS": _Form(_are_names, "a list of folders"),
    "KNOWLEDGE_MODELS": _Form(_are_names, "a list of app_label.Model"),
}


def setting() -> dict[str, Any]:
    """Return the project's ``AGENT360_MODELS`` dictionary; empty where it is not set."""
    value = getattr(settings, "AGENT360_MODELS", None)
    return value if isinstance(value, dict) else {}


def _mapping(key: str, fits: Callable[[Any], bool]) -> Mapping[str, Any]:
    """Return the dictionary under a key, without entries of the wrong form; check E001 reports those."""
    value = setting().get(key)
    given = value if isinstance(value, dict) else {}
    return {name: entry for name, entry in given.items() if _is_text(name) and fits(entry)}


def _names(key: str) -> Sequence[str]:
    """Return the list of names under a key. A bare string counts as a list of one name."""
    value = setting().get(key)
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Collection) else ()


def alias_for(label: str) -> str:
    """Return the database alias of a family app's tables.

    This is the entry of ``ALIASES`` for the label, else for its family, else ``"default"``. An app of this library
    uses ``ALIAS`` before ``"default"``.
    """
    return named_alias(label) or (_general_alias() if label in APPS else DEFAULT_DB_ALIAS)


def _general_alias() -> str:
    alias = setting().get("ALIAS")
    return alias if isinstance(alias, str) else DEFAULT_DB_ALIAS


def named_alias(label: str) -> str | None:
    """Return the alias in ``ALIASES`` for an app or its family; ``None`` where neither is listed."""
    aliases = _mapping("ALIASES", _is_text)
    return aliases.get(label) or aliases.get(family_of(label) or label)


def replicas_for(alias: str) -> Sequence[str]:
    """Return the aliases that serve reads of ``alias``, from ``REPLICAS``; empty by default."""
    replicas: Sequence[str] = _mapping("REPLICAS", _are_names).get(alias, ())
    return replicas


def primary_of(replica: str) -> str | None:
    """Return the alias whose reads ``replica`` serves; ``None`` where ``REPLICAS`` does not list it."""
    return next((alias for alias, replicas in _mapping("REPLICAS", _are_names).items() if replica in replicas), None)


def dedicated_aliases() -> set[str]:
    """Return the aliases that only our apps use: every alias in the setting except ``"default"``, with replicas."""
    aliases = {_general_alias(), *_mapping("ALIASES", _is_text).values()}
    aliases.discard(DEFAULT_DB_ALIAS)
    return aliases.union(*(replicas_for(alias) for alias in {*aliases, DEFAULT_DB_ALIAS}))


def is_read_only(label: str) -> bool:
    """Tell whether this project must not write the app's tables.

    ``READ_ONLY`` lists families and labels, and ``READ_ONLY_EXCEPT`` lists exceptions.
    A label overrides its family. For the same name, ``READ_ONLY_EXCEPT`` overrides ``READ_ONLY``.
    """
    family = family_of(label)
    if family is None:
        return False
    excepted, read_only = _names("READ_ONLY_EXCEPT"), _names("READ_ONLY")
    for name in (label, family):
        if name in excepted:
            return False
        if name in read_only:
            return True
    return False


def absent(model_label: str) -> frozenset[str]:
    """Return the columns of a model that this project's database lacks; ``"*"`` means the whole table.

    ``ABSENT = {"agent360_accounts.Account": ["acc_account_number"]}``; empty by default. Changing the setting in a
    running project does not affect its models.
    """
    found = [names for label, names in absent_models().items() if label.lower() == model_label.lower()]
    return frozenset().union(*found)


def absent_models() -> Mapping[str, Sequence[str]]:
    """Return all of ``ABSENT``: columns by ``"app_label.Model"``."""
    return _mapping("ABSENT", _are_names)


def register_admin() -> bool:
    """Tell whether our ``ModelAdmin`` classes are registered, from ``REGISTER_ADMIN``; true by default."""
    return bool(setting().get("REGISTER_ADMIN", True))


def drift_ignore() -> Sequence[tuple[str, str, str]]:
    """Return the findings that the drift check ignores: code, model or ``Model.column``, and the reason.

    ``DRIFT_IGNORE = [("null.read", "agent360_accounts.Account.acc_name", "filled since 2019")]``; empty by default.
    """
    given = setting().get("DRIFT_IGNORE", ())
    return [(code, where, reason) for code, where, reason in given] if _are_ignores(given) else []


def test_server() -> bool:
    """Tell whether test runs start their own PostgreSQL server, from ``TEST_SERVER``; false by default."""
    return bool(setting().get("TEST_SERVER", False))


def require_tenant() -> bool:
    """Tell whether tenant models refuse queries without a tenant, from ``REQUIRE_TENANT``; false by default."""
    return bool(setting().get("REQUIRE_TENANT", False))


def encryption_keys() -> Sequence[str]:
    """Return the Fernet keys of encrypted columns: the first key encrypts, all keys decrypt.

    ``ENCRYPTION_KEYS``; empty by default.
    """
    return _names("ENCRYPTION_KEYS")


def knowledge_folders() -> Sequence[Path]:
    """Return the server folders that knowledge sources may read, from ``KNOWLEDGE_FOLDERS``; empty by default.

    Relative paths are ignored: they would depend on the working directory of the process.
    """
    return [Path(folder).resolve() for folder in _names("KNOWLEDGE_FOLDERS") if Path(folder).is_absolute()]


def knowledge_models() -> frozenset[str]:
    """Return the models whose rows knowledge sources may read, in lower case.

    ``KNOWLEDGE_MODELS = ["shop.Article"]``; empty by default.
    """
    return frozenset(label.lower() for label in _names("KNOWLEDGE_MODELS"))
