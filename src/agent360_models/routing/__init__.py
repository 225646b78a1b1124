"""The database alias that each row of our apps is read from and written to."""

from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, router
from django.db.models import Model

from agent360_models import conf
from agent360_models.routing._replicas import choose, connect, wrote

__all__ = ["FamilyRouter", "connect", "home_of", "home_of_app", "wrote"]


def home_of(model: type[Model]) -> str:
    """Return the alias on which a model's rows are written: the setting knows of ours, the routers of anybody's."""
    label = model._meta.app_label
    return conf.alias_for(label) if conf.is_ours(label) else router.db_for_write(model)


def home_of_app(label: str) -> str:
    """Return the alias on which an installed app's tables live; the default one for an app without models.

    Raises ``LookupError`` for an app that is neither ours nor installed.
    """
    if conf.is_ours(label):
        return conf.alias_for(label)
    return next(map(home_of, apps.get_app_config(label).get_models()), DEFAULT_DB_ALIAS)


class FamilyRouter:
    """Answers for our apps as ``AGENT360_MODELS`` says, and has no opinion otherwise.

    Put it last in ``DATABASE_ROUTERS``: a router of the project that comes earlier wins.
    """

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """Name the instance's alias, else a replica that is alive and has what this context wrote, else the primary."""
        label = model._meta.app_label
        if not conf.is_ours(label):
            return _home_of_foreign_model(hints.get("instance"))
        alias = conf.alias_for(label)
        replicas = conf.replicas_for(alias)
        beside = _alias_of_instance(hints.get("instance"), alias)
        if beside is not None and beside not in replicas:
            return beside
        return choose(alias, replicas, beside) if replicas else alias

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        """Name the primary, or the alias that the instance was explicitly read from."""
        label = model._meta.app_label
        if not conf.is_ours(label):
            return _home_of_foreign_model(hints.get("instance"))
        alias = conf.alias_for(label)
        beside = _alias_of_instance(hints.get("instance"), alias)
        return alias if beside is None or beside in conf.replicas_for(alias) else beside

    def allow_relation(self, obj1: Model, obj2: Model, **_hints: Any) -> bool | None:
        """Allow a row of ours beside one of theirs, and two of ours that live on one alias."""
        labels = [obj._meta.app_label for obj in (obj1, obj2) if conf.is_ours(obj._meta.app_label)]
        if not labels:
            return None
        return True if len({conf.alias_for(label) for label in labels}) == 1 else None

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **_hints: Any) -> bool | None:
        """Migrate our apps on their own alias only, and nobody else's app on an alias dedicated to ours."""
        if conf.is_ours(app_label):
            return db == conf.alias_for(app_label)
        return False if db in conf.dedicated_aliases() else None


def _home_of_foreign_model(instance: Model | None) -> str | None:
    """Name the default alias for their model when the hint is a row of ours.

    With no answer Django would take the alias of our row, where their table does not exist.
    """
    if instance is not None and conf.is_ours(instance._meta.app_label):
        return DEFAULT_DB_ALIAS
    return None


def _alias_of_instance(instance: Model | None, alias: str) -> str | None:
    """Return where a row of ours was read from, if its tables live on ``alias`` like the model's."""
    if instance is None or not conf.is_ours(instance._meta.app_label):
        return None
    if conf.alias_for(instance._meta.app_label) != alias:
        return None
    return instance._state.db
