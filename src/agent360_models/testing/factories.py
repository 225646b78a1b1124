"""The base class of every app's ``factories`` module, and functions to find factories.

Needs the extra ``testing``. The factories are factory_boy's, with all its features: ``create``, ``build``,
``create_batch``, traits, subclasses. Seed them with ``factory.random.reseed_random(7)``.

Import factory_boy's declarations from here, so that a missing package gives an error with the remedy.
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
        """The class of factories for editors, since factory_boy's own is untyped."""

        def __call__(self: "type[FamilyFactory[_Row]]", **kwargs: Any) -> _Row: ...

else:
    _FactoryClass = FactoryMetaClass


class FamilyFactory(DjangoModelFactory[_Row], metaclass=_FactoryClass):
    """A factory that may write tables that the project declares ``READ_ONLY``; the code under test still may not.

    Rows go to the alias that the router names, or the alias of an enclosing ``using``. A column with ``auto_now_add``
    keeps a given time, which plain Django would replace with the current time. A parent whose table is ``ABSENT`` is
    built without saving, to supply its key.
    """

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> _Row:
        model = cls._meta.get_model_class()
        if model is not None and absent.is_table_absent(model):  # requested directly, not as a parent
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
            # All columns, since a trigger may have set others.
            row.refresh_from_db(using=alias, fields=[field.attname for field in clocks])
        return row

    @classmethod
    def _get_manager(cls, model_class: type[_Row]) -> "Manager[_Row]":
        manager = super()._get_manager(model_class)  # type: ignore[no-untyped-call]
        alias = _alias()
        return cast("Manager[_Row]", manager if alias is None else manager.using(alias))


@contextmanager
def using(alias: str) -> Iterator[None]:
    """Create rows on ``alias``, including the parents that factories create.

    It applies to the current thread or async task::

        with using("archive"):
            AccountFactory.create()
    """
    with _aliases.open(alias):
        yield


def _alias() -> str | None:
    return next(reversed(_aliases.own()), None)


def factories() -> dict[type[Model], type[FamilyFactory[Any]]]:
    """Return the factories in the ``factories`` modules of all installed apps, ours or not, by model.

    Of several factories for one model, the first counts: in the order of installed apps, then of the module.
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

    Raises ``LookupError`` if no installed app has one.
    """
    try:
        return factories()[model]
    except KeyError:
        if absent.is_table_absent(model):
            absent.refuse_table(model)
        raise LookupError(
            f"{model._meta.label} has no factory. Write a FamilyFactory for it in the module `factories` of its app."
        ) from None
