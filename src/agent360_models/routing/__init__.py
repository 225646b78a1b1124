"""The router: chooses the alias that rows of family apps are read from and written to."""

import contextlib
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, router
from django.db.models import Model

from agent360_models import absent, conf, families
from agent360_models.extensions import parent_of
from agent360_models.routing._replicas import choose, connect, wrote

__all__ = ["FamilyRouter", "connect", "home_of", "home_of_app", "is_on", "wrote"]


def home_of(model: type[Model]) -> str:
    """Return the alias that a model's rows are written to: from the setting, else from the routers.

    If a router refuses writes by raising, return the alias for reads; if it refuses both, the default alias.
    """
    label = model._meta.app_label
    if _is_told(label):
        return conf.alias_for(label)
    for ask in (router.db_for_write, router.db_for_read):
        with contextlib.suppress(Exception):  # a project's router may raise any error
            return ask(model)
    return DEFAULT_DB_ALIAS


def home_of_app(label: str) -> str:
    """Return the alias on which an installed app's tables live; the default alias for an app without models.

    If no router names an alias for writes, return the alias for reads.

    Raises ``LookupError`` for an app that is neither in the library nor installed.
    """
    if _is_told(label):
        return conf.alias_for(label)
    for model in apps.get_app_config(label).get_models():
        return _named_for_writes(model) or router.db_for_read(model)
    return DEFAULT_DB_ALIAS


def is_on(alias: str, label: str) -> bool:
    """Tell whether the routers put the tables of an installed app on an alias.

    Unmanaged tables, which a router may not allow to migrate, count as on the alias where they are written or read.

    Raises ``LookupError`` for an app that is not installed.
    """
    models = list(apps.get_app_config(label).get_models())
    if any(router.allow_migrate_model(alias, model) for model in models):
        return True
    return bool(models) and not any(model._meta.managed for model in models) and home_of_app(label) == alias


def _named_for_writes(model: type[Model]) -> str | None:
    """Return the alias that a router names for writes, or ``None``, where Django would return the default alias."""
    for each in router.routers:
        try:
            alias: str | None = each.db_for_write(model) if hasattr(each, "db_for_write") else None
        except Exception:  # noqa: BLE001  # as above
            return None
        if alias:
            return alias
    return None


def _is_told(label: str) -> bool:
    """Tell whether the setting defines the alias of an app; if not, a router of the project may."""
    return label in families.APPS or conf.named_alias(label) is not None


class FamilyRouter:
    """Routes the apps of families as set in ``AGENT360_MODELS``, and has no opinion on other apps.

    Put it last in ``DATABASE_ROUTERS``: earlier routers of the project win.
    """

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """Return the instance's alias, else a live replica that has this context's writes, else the primary."""
        model = parent_of(model) or model  # an extension uses its parent's table
        label = model._meta.app_label
        if not families.has(label):
            return _home_of_foreign_model(hints.get("instance"))
        alias = conf.alias_for(label)
        replicas = conf.replicas_for(alias)
        beside = _alias_of_instance(hints.get("instance"), alias)
        if beside is not None and beside not in replicas:
            return beside
        return choose(alias, replicas, beside) if replicas else alias

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        """Return the primary, or the alias that the instance was explicitly read from."""
        model = parent_of(model) or model
        label = model._meta.app_label
        if not families.has(label):
            return _home_of_foreign_model(hints.get("instance"))
        alias = conf.alias_for(label)
        beside = _alias_of_instance(hints.get("instance"), alias)
        return alias if beside is None or beside in conf.replicas_for(alias) else beside

    def allow_relation(self, obj1: Model, obj2: Model, **_hints: Any) -> bool | None:
        """Allow relations between a family app and another app, and between family apps on the same alias."""
        labels = [obj._meta.app_label for obj in (obj1, obj2) if families.has(obj._meta.app_label)]
        if not labels:
            return None
        return True if len({conf.alias_for(label) for label in labels}) == 1 else None

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        """Migrate family apps only on their own alias, and other apps not on an alias dedicated to families.

        A model with an absent table is on no alias, so ``dumpdata`` skips it; migrations have their own models.
        """
        if "model" in hints and absent.is_table_absent(hints["model"]):
            return False
        if families.has(app_label):
            return db == conf.alias_for(app_label)
        return False if db in conf.dedicated_aliases() else None


def _home_of_foreign_model(instance: Model | None) -> str | None:
    """Return the default alias for another app's model if the hint is a row of a family app.

    Without an answer Django would use the alias of the row, where that model's table does not exist.
    """
    if instance is not None and families.has(instance._meta.app_label):
        return DEFAULT_DB_ALIAS
    return None


def _alias_of_instance(instance: Model | None, alias: str) -> str | None:
    """Return the alias that a family row was read from, if its app lives on ``alias`` like the model."""
    if instance is None or not families.has(instance._meta.app_label):
        return None
    if conf.alias_for(instance._meta.app_label) != alias:
        return None
    return instance._state.db
