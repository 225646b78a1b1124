"""Rows for tests: what the ``factories`` module of every app builds on, and how to find them all.

Needs the extra ``testing``. Factories are factory_boy's, with its whole vocabulary: ``create``, ``build``,
``create_batch``, traits, subclasses. Seed them with ``factory.random.reseed_random(7)``.

factory_boy's declarations are imported from here, so that whoever lacks it is told what to install.
"""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Manager, Model
from django.utils.module_loading import module_has_submodule

from agent360_models import absent, readonly
from agent360_models._blocks import Blocks
from agent360_models.extensions import is_extension
from agent360_models.typed import MYPY

try:
    from factory.base import FactoryMetaClass
    from factory.declarations import (
        LazyAttribute,
        Maybe,
        RelatedFactory,
        RelatedFactoryList,
        SelfAttribute,
        Sequence,
        SubFactory,
        Trait,
    )
    from factory.django import DjangoModelFactory
    from factory.faker import Faker
except ImportError as error:
    raise ImproperlyConfigured(
        'Factories need factory_boy, which is not installed. Run pip install "agent360-models[testing]".'
    ) from error

__all__ = [
    "Faker",
    "FamilyFactory",
    "LazyAttribute",
    "Maybe",
    "RelatedFactory",
    "RelatedFactoryList",
    "SelfAttribute",
    "Sequence",
    "SubFactory",
    "Trait",
    "factories",
    "factory_of",
    "using",
]

_Row = TypeVar("_Row", bound=Model)
_aliases: Blocks[str] = Blocks("agent360_models_factory_alias")


if TYPE_CHECKING and not MYPY:

    class _FactoryClass(FactoryMetaClass):
        """The class of factories for an editor, which takes what factory_boy's own returns for nothing."""

        def __call__(self: "type[FamilyFactory[_Row]]", **kwargs: Any) -> _Row: ...

else:
    _FactoryClass = FactoryMetaClass


class FamilyFactory(DjangoModelFactory[_Row], metaclass=_FactoryClass):
    """A factory that may write what the project declares ``READ_ONLY``; the code under test still may not.

    Rows go to the alias that the router names, or that of an enclosing ``using``. A column with
    ``auto_now_add`` holds the time that it is given, where Django alone would put the present time into it.
    A parent whose table is ``ABSENT`` is made in Python alone, for the sake of its key.
    """

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> _Row:
        model = cls._meta.get_model_class()
        if model is not None and absent.is_table_absent(model):  # asked for, and not as somebody's parent
            absent.refuse_table(model)
        with readonly.allow_writes(), absent.remembered():
            return cast("_Row", super()._generate(strategy, params))  # type: ignore[no-untyped-call]

    @classmethod
    def _create(cls, model_class: type[_Row], *args: Any, **kwargs: Any) -> _Row:
        if absent.is_table_absent(model_class):
            row = model_class(*args, **kwargs)
            row.pk = 1 if row.pk is None else row.pk
            return row
        if is_extension(model_class):
            row = model_class(*args, **kwargs)
            row.save(using=_alias())
            return row
        row = cast("_Row", super()._create(model_class, *args, **kwargs))  # type: ignore[no-untyped-call]
        clocks = [
            field
            for field in model_class._meta.concrete_fields
            if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        ]
        given = {
            field.attname: kwargs[field.attname]
            for field in clocks
            if getattr(field, "auto_now_add", False) and kwargs.get(field.attname) is not None
        }
        if given:
            alias = row._state.db
            model_class._base_manager.using(alias).filter(pk=row.pk).update(**given)
            # All of them: a trigger may have set the others.
            row.refresh_from_db(using=alias, fields=[field.attname for field in clocks])
        return row

    @classmethod
    def _get_manager(cls, model_class: type[_Row]) -> "Manager[_Row]":
        manager = super()._get_manager(model_class)  # type: ignore[no-untyped-call]
        alias = _alias()
        return cast("Manager[_Row]", manager if alias is None else manager.using(alias))


@contextmanager
def using(alias: str) -> Iterator[None]:
    """Create rows on ``alias``, the parents that factories make on demand included.

    It holds for the current thread or async task::

        with using("archive"):
            AccountFactory.create()
    """
    with _aliases.open(alias):
        yield


def _alias() -> str | None:
    return next(reversed(_aliases.own()), None)


def factories() -> dict[type[Model], type[FamilyFactory[Any]]]:
    """Return the factories in the ``factories`` modules of all installed apps, ours and others, by model.

    Where there are several for one model, the first stands: of the first installed app, the first written.
    """
    found: dict[type[Model], type[FamilyFactory[Any]]] = {}
    for config in apps.get_app_configs():
        if config.module is None or not module_has_submodule(config.module, "factories"):
            continue
        module = import_module(f"{config.name}.factories")
        for value in vars(module).values():
            if inspect.isclass(value) and issubclass(value, FamilyFactory) and value.__module__ == module.__name__:
                model = None if value._meta.abstract else value._meta.get_model_class()
                if model is not None and not absent.is_table_absent(model):
                    found.setdefault(model, value)
    return found


def factory_of(model: type[_Row]) -> type[FamilyFactory[_Row]]:
    """Return the factory of a model.

    Raises ``LookupError`` where no installed app has one for it.
    """
    try:
        return factories()[model]
    except KeyError:
        if absent.is_table_absent(model):
            absent.refuse_table(model)
        raise LookupError(
            f"There is no factory of {model._meta.label}: its app has no FamilyFactory for it in a module `factories`."
        ) from None
