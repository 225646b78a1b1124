"""The ``AGENT360_MODELS`` setting: its keys, and a function for each, which reads it when asked, never at import.

No function validates: ``agent360_models.checks`` says what is wrong with a setting, and how to mend it.
"""

from collections.abc import Callable, Mapping, Sequence
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
    "named_alias",
    "primary_of",
    "register_admin",
    "replicas_for",
    "require_tenant",
    "setting",
    "test_server",
]


class _Form(NamedTuple):
    """What the value of a key must be: a test of it, and the words for it."""

    fits: Callable[[Any], bool]
    words: str


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _are_names(value: Any) -> bool:
    return isinstance(value, (list, tuple, set, frozenset)) and all(map(_is_text, value))


def _maps_to(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(map(fits, value.values()))


def _are_ignores(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(_are_names(entry) and len(entry) == 3 for entry in value)  # noqa: PLR2004


# Every key of the setting. Those named after a family's subject are read by that family.
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
}


def setting() -> dict[str, Any]:
    """Return the project's ``AGENT360_MODELS`` dictionary; empty where there is none."""
    value = getattr(settings, "AGENT360_MODELS", None)
    return value if isinstance(value, dict) else {}


def _mapping(key: str) -> Mapping[str, Any]:
    """Return a key that holds a dictionary. Anything else counts as empty here, and check E001 reports it."""
    value = setting().get(key)
    return value if isinstance(value, dict) else {}


def _names(key: str) -> Sequence[str]:
    """Return a key that holds a list of names. A bare string counts as one name: it is heeded all the same."""
    value = setting().get(key) or ()
    return (value,) if isinstance(value, str) else tuple(value)


def alias_for(label: str) -> str:
    """Return the database alias on which the tables of an app live that belongs to a family.

    ``ALIASES`` under the label, else under its family, else ``"default"``; for an app of this library ``ALIAS``
    comes before that.
    """
    general = setting().get("ALIAS", DEFAULT_DB_ALIAS) if label in APPS else DEFAULT_DB_ALIAS
    alias: str = named_alias(label) or general
    return alias


def named_alias(label: str) -> str | None:
    """Return the alias that ``ALIASES`` names for an app or its family; ``None`` where it names neither."""
    aliases = _mapping("ALIASES")
    return aliases.get(label) or aliases.get(family_of(label))


def replicas_for(alias: str) -> Sequence[str]:
    """Return the aliases that serve reads of ``alias``. ``REPLICAS``; none by default."""
    replicas: Sequence[str] = _mapping("REPLICAS").get(alias, ())
    return replicas


def primary_of(replica: str) -> str | None:
    """Return the alias whose reads ``replica`` serves; none where it is not one of ``REPLICAS``."""
    return next((alias for alias, replicas in _mapping("REPLICAS").items() if replica in replicas), None)


def dedicated_aliases() -> set[str]:
    """Return the aliases given to our apps alone: every configured one but ``"default"``, with replicas."""
    aliases = {setting().get("ALIAS", DEFAULT_DB_ALIAS), *_mapping("ALIASES").values()}
    aliases.discard(DEFAULT_DB_ALIAS)
    return aliases.union(*(replicas_for(alias) for alias in {*aliases, DEFAULT_DB_ALIAS}))


def is_read_only(label: str) -> bool:
    """Tell whether this project may not write the app's tables.

    ``READ_ONLY`` lists families and labels, ``READ_ONLY_EXCEPT`` the exceptions to it.
    A label wins over its family, and ``READ_ONLY_EXCEPT`` over ``READ_ONLY`` for one and the same name.
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
    """Return the columns of a model that this project's database lacks; ``"*"`` among them is the whole table.

    ``ABSENT = {"agent360_accounts.Account": ["acc_account_number"]}``; none by default. What is changed while the
    project runs has no effect on its models.
    """
    found = [names for label, names in absent_models().items() if label.lower() == model_label.lower()]
    return frozenset().union(*found)


def absent_models() -> Mapping[str, Sequence[str]]:
    """Return the whole of ``ABSENT``: columns by ``"app_label.Model"``."""
    return {str(label): names for label, names in _mapping("ABSENT").items() if _are_names(names)}


def register_admin() -> bool:
    """Tell whether our ``ModelAdmin`` classes are registered. ``REGISTER_ADMIN``; true by default."""
    return bool(setting().get("REGISTER_ADMIN", True))


def drift_ignore() -> Sequence[tuple[str, str, str]]:
    """Return what the drift check does not report: code, model or ``Model.column``, and the reason.

    ``DRIFT_IGNORE = [("null.read", "agent360_accounts.Account.acc_name", "filled since 2019")]``; none by default.
    """
    return [(code, where, reason) for code, where, reason in setting().get("DRIFT_IGNORE", ())]


def test_server() -> bool:
    """Tell whether test runs start a PostgreSQL server of their own. ``TEST_SERVER``; false by default."""
    return bool(setting().get("TEST_SERVER", False))


def require_tenant() -> bool:
    """Tell whether tenant models refuse queries without a tenant. ``REQUIRE_TENANT``; false by default."""
    return bool(setting().get("REQUIRE_TENANT", False))


def encryption_keys() -> Sequence[str]:
    """Return the Fernet keys of encrypted columns: the first encrypts, all decrypt.

    ``ENCRYPTION_KEYS``; none by default.
    """
    return _names("ENCRYPTION_KEYS")
