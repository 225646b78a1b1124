"""The managers that base models offer, for editors without the Django plugin; see ``agent360_models.typed``."""

from typing import TYPE_CHECKING, Literal, TypeVar, overload

from django.db import models
from django.db.models.base import ModelBase

from agent360_models.typed import MYPY

if TYPE_CHECKING and not MYPY:
    from agent360_models.base.ordering import OrderedModel, OrderedQuerySet
    from agent360_models.base.soft_delete import SoftDeleteModel, SoftDeleteQuerySet
    from agent360_models.base.status import StatusModel, StatusQuerySet
    from agent360_models.base.tenants import TenantQuerySet, TenantScopedModel

    _Row = TypeVar("_Row", bound=models.Model)
    _Deleted = TypeVar("_Deleted", bound=SoftDeleteModel)
    _Ordered = TypeVar("_Ordered", bound=OrderedModel)
    _OfTenant = TypeVar("_OfTenant", bound=TenantScopedModel)
    _WithStatus = TypeVar("_WithStatus", bound=StatusModel)

    class OffersManager(ModelBase):
        """The metaclass of models that have ``objects`` unless they declare another manager."""

        @overload
        def __getattr__(self: type[_OfTenant], name: Literal["objects"]) -> TenantQuerySet[_OfTenant]: ...
        @overload
        def __getattr__(self: type[_Deleted], name: Literal["objects"]) -> SoftDeleteQuerySet[_Deleted]: ...
        @overload
        def __getattr__(self: type[_WithStatus], name: Literal["objects"]) -> StatusQuerySet[_WithStatus]: ...
        @overload
        def __getattr__(self: type[_Ordered], name: Literal["objects"]) -> OrderedQuerySet[_Ordered]: ...
        @overload
        def __getattr__(self: type[_Row], name: Literal["objects"]) -> models.Manager[_Row]: ...

else:
    OffersManager = ModelBase
