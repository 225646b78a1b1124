"""The ``AGENT360_MODELS`` setting: one function per key, read when asked, never at import.

Nothing here validates: ``agent360_models.checks`` says what is wrong with a setting, and how to mend it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from agent360_models.families import APPS, FAMILY_OF

KEYS = (
    "ALIAS",
    "ALIASES",
    "REPLICAS",
    "READ_ONLY",
    "WRITABLE",
    "ADMIN",
    "SALESFORCE_OBJECTS",
    "SALESFORCE_FIELDS",
    "DRIFT_IGNORE",
    "EMBEDDED_TEST_SERVER",
    "STRICT_TENANTS",
    "ENCRYPTION_KEYS",
    "KNOWLEDGE_FOLDERS",
)


def setting() -> dict[str, Any]:
    """Return the project's ``AGENT360_MODELS`` dictionary; empty where there is none."""
    value = getattr(settings, "AGENT360_MODELS", None)
    return value if isinstance(value, dict) else {}


def _mapping(key: str) -> Mapping[str, Any]:
    """Return a key that holds a dictionary. What is none is empty here, and reported by check E001."""
    value = setting().get(key)
    return value if isinstance(value, dict) else {}


def _names(key: str) -> Sequence[str]:
    """Return a key that holds a list of names. A bare string counts as one: rather too careful than not."""
    value = setting().get(key) or ()
    return (value,) if isinstance(value, str) else tuple(value)


def is_ours(label: str) -> bool:
    """Tell whether an app label belongs to this library."""
    return label in APPS


def alias_for(label: str) -> str:
    """Return the database alias on which the app's tables live.

    ``ALIASES`` under the label, else under its family, else ``ALIAS``, else ``"default"``.
    """
    aliases = _mapping("ALIASES")
    family = FAMILY_OF[label].name
    alias: str = aliases.get(label) or aliases.get(family) or setting().get("ALIAS", DEFAULT_DB_ALIAS)
    return alias


def replicas_for(alias: str) -> Sequence[str]:
    """Return the aliases that serve reads of ``alias``. ``REPLICAS``; none by default."""
    replicas: Sequence[str] = _mapping("REPLICAS").get(alias, ())
    return replicas


def dedicated_aliases() -> set[str]:
    """Return the aliases given to our apps alone: every configured one but ``"default"``, with replicas."""
    aliases = {setting().get("ALIAS", DEFAULT_DB_ALIAS), *_mapping("ALIASES").values()}
    aliases.discard(DEFAULT_DB_ALIAS)
    return aliases.union(*(replicas_for(alias) for alias in {*aliases, DEFAULT_DB_ALIAS}))


def is_read_only(label: str) -> bool:
    """Tell whether this project may not write the app's tables.

    ``READ_ONLY`` lists families and labels, ``WRITABLE`` the exceptions to it.
    A label wins over its family, and ``WRITABLE`` over ``READ_ONLY`` for one and the same name.
    """
    if not is_ours(label):
        return False
    writable, read_only = _names("WRITABLE"), _names("READ_ONLY")
    for name in (label, FAMILY_OF[label].name):
        if name in writable:
            return False
        if name in read_only:
            return True
    return False


def admin_enabled() -> bool:
    """Tell whether our ``ModelAdmin`` classes are registered. ``ADMIN``; true by default."""
    return bool(setting().get("ADMIN", True))


def drift_ignore() -> Sequence[tuple[str, str, str]]:
    """Return what the drift check does not report: code, model or ``Model.column``, and the reason.

    ``DRIFT_IGNORE = [("null.read", "agent360_accounts.Account.acc_name", "filled since 2019")]``; none by default.
    """
    return [(code, where, reason) for code, where, reason in setting().get("DRIFT_IGNORE", ())]


def embedded_test_server() -> bool:
    """Tell whether test runs start a PostgreSQL server of their own. ``EMBEDDED_TEST_SERVER``; false by default."""
    return bool(setting().get("EMBEDDED_TEST_SERVER", False))


def strict_tenants() -> bool:
    """Tell whether tenant models refuse queries without a tenant. ``STRICT_TENANTS``; false by default."""
    return bool(setting().get("STRICT_TENANTS", False))


def encryption_keys() -> Sequence[str]:
    """Return the Fernet keys of encrypted columns: the first encrypts, all decrypt.

    ``ENCRYPTION_KEYS``; none by default.
    """
    return _names("ENCRYPTION_KEYS")
