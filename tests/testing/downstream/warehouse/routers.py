"""Where the project's own apps are."""

from typing import Any

from django.conf import settings


class ProjectRouter:
    """The warehouse has an alias of its own; orders and the ledger are kept beside the accounts."""

    def db_for_read(self, model: Any, **_hints: Any) -> str | None:
        """Name the alias of a model of the project."""
        return _alias(model._meta.app_label)

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool | None:
        """Keep each app where it belongs, others off the warehouse's alias, and off the ledger, which is not ours."""
        if app_label == "ledger":
            return False
        alias = _alias(app_label)
        return db == alias if alias else (False if db == "stock" else None)


def _alias(label: str) -> str | None:
    beside_accounts = settings.AGENT360_MODELS.get("ALIAS", "default")
    return {"warehouse": "stock", "orders": beside_accounts, "ledger": beside_accounts}.get(label)
