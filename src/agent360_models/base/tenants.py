"""Rows that belong to one tenant, and queries that see only the rows of the current tenant."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, TypeVar

from django.core.checks import CheckMessage
from django.core.exceptions import FullResultSet, ValidationError
from django.db import models
from django.db.models import F, Func

from agent360_models import conf
from agent360_models.base import _checks, context
from agent360_models.base._combination import (
    CooperativeModel,
    CooperativeQuerySet,
    attributes_of,
    bulk_options,
    get_field,
)
from agent360_models.base._forms import about_the_whole
from agent360_models.base.context import TenantId
from agent360_models.exceptions import TenantRequiredError
from agent360_models.typed import MYPY

__all__ = ["TenantManager", "TenantQuerySet", "TenantScopedModel"]

_Row_co = TypeVar("_Row_co", bound="TenantScopedModel", covariant=True)


class _OfTenant(Func):
    output_field = models.BooleanField()

    def __init__(self, column: Any, tenant: Any) -> None:
        super().__init__(column)
        self.tenant = tenant

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]  # no template here
        (column,) = self.get_source_expressions()
        lookup, value = ("isnull", True) if self.tenant is None else ("exact", self.tenant)
        return compiler.compile(column.output_field.get_lookup(lookup)(column, value))


class _OfCurrentTenant(_OfTenant):
    """The condition on the tenant that is current when the query runs, not when it was built."""

    def __init__(self, column: Any, model: type["TenantScopedModel"]) -> None:
        super().__init__(column, None)
        self.model = model

    def as_sql(self, compiler: Any, connection: Any, **options: Any) -> Any:  # type: ignore[override]  # as above
        """Compare the column with the tenant; match every row if there is no tenant and none is required."""
        tenant = self.model.tenant_in_force()
        if tenant is None:
            raise FullResultSet
        (column,) = self.get_source_expressions()
        return _OfTenant(column, tenant).as_sql(compiler, connection, **options)


class TenantQuerySet(CooperativeQuerySet[_Row_co]):
    """Rows of the current tenant, unless the query names another tenant or all."""

    if MYPY:

        @classmethod
        def as_manager(cls) -> models.Manager[models.Model]: ...  # type: ignore[override]  # noqa: D102  # see CooperativeQuerySet
    elif TYPE_CHECKING:

        @classmethod
        def as_manager(cls) -> Self: ...  # noqa: D102

    def _begin(self) -> Iterator[Any]:
        yield from super()._begin()
        yield _OfCurrentTenant(F(self.model.tenant_field).resolve_expression(self.query), self.model)

    def for_tenant(self, tenant_id: TenantId) -> Self:
        """Return the rows of this tenant instead of the current tenant."""
        if tenant_id in (None, "") and self.model.is_tenant_required():
            raise self.model.tenant_missing()
        rows = self._without(_OfTenant, "for_tenant")
        column = F(self.model.tenant_field).resolve_expression(rows.query)
        rows.query.where.add(_OfTenant(column, tenant_id), "AND")
        return rows

    def for_all_tenants(self) -> Self:
        """Return the rows of all tenants, even if a tenant is required: this is the only way to get them."""
        return self._without(_OfTenant, "for_all_tenants")

    def bulk_create(self, objs: Iterable[_Row_co], *args: Any, **kwargs: Any) -> list[_Row_co]:
        """Insert the rows; a row without a tenant gets the current tenant.

        Raises ``ValueError`` if ``update_conflicts`` could write a row of another tenant.
        """
        options = bulk_options(args, kwargs)
        unique = (options.get("update_conflicts") and options.get("unique_fields")) or ()
        tenant = get_field(self.model, self.model.tenant_field)
        if unique and tenant.attname not in attributes_of(self.model, unique) and self._is_of_a_tenant():
            raise ValueError(
                f"{self.model._meta.label}: a conflict in {', '.join(unique)} may be with a row of another tenant."
                f" Add {tenant.name!r} to unique_fields, or use for_all_tenants().bulk_create(...)."
            )
        return super().bulk_create(objs, **options)

    def _is_of_a_tenant(self) -> bool:
        conditions = [child for child in self.query.where.leaves() if isinstance(child, _OfTenant)]
        return any(not isinstance(each, _OfCurrentTenant) or each.model.tenant_in_force() for each in conditions)


if MYPY or not TYPE_CHECKING:
    _TenantManager = models.Manager.from_queryset(TenantQuerySet)

    class TenantManager(_TenantManager[_Row_co]):
        """The default manager of a tenant-scoped model: only the current tenant's rows, or ``for_all_tenants()``."""

else:
    TenantManager: TypeAlias = TenantQuerySet[_Row_co]  # see agent360_models.typed


class TenantScopedModel(CooperativeModel):
    """A row that belongs to one tenant.

    A query through a manager sees the rows of the current tenant. Without a current tenant it sees all rows, or raises
    ``TenantRequiredError`` if a tenant is required. A new row without a tenant gets the current tenant.

    Class attributes:
        tenant_field: the field with the tenant.
        require_tenant: whether a tenant is required; by default the setting ``REQUIRE_TENANT``.
    """

    tenant_field: ClassVar[str] = "tenant_id"
    require_tenant: ClassVar[bool | None] = None
    offered_manager: ClassVar[type[models.Manager[Any]] | None] = TenantManager

    tenant_id = models.CharField(
        verbose_name="Tenant",
        max_length=255,
        default="",
        blank=True,
        editable=False,
        db_index=True,
        help_text="Whose row it is; given by use_tenant(). Empty: no tenant was current.",
    )

    class Meta:
        abstract = True

    @classmethod
    def check(cls, **kwargs: Any) -> list[CheckMessage]:
        """Check that ``tenant_field`` names a field."""
        return [*super().check(**kwargs), *_checks.of_fields(cls, tenant_field=[cls.tenant_field])]

    @classmethod
    def get_current_tenant(cls) -> TenantId | None:
        """Return the current tenant of ``use_tenant()``. A subclass may override this."""
        return context.get_current_tenant()

    @classmethod
    def is_tenant_required(cls) -> bool:
        """Tell whether the model requires a tenant."""
        return conf.require_tenant() if cls.require_tenant is None else cls.require_tenant

    @classmethod
    def tenant_in_force(cls) -> TenantId | None:
        """Return the current tenant, or ``None``; raise ``TenantRequiredError`` if a tenant is required.

        A task or thread that has outlived its block of ``use_tenant()`` always requires one.
        """
        tenant = cls.get_current_tenant()
        if tenant is None or tenant == "":
            if cls.is_tenant_required() or context.has_tenant_ended():  # must not see more than before
                raise cls.tenant_missing()
            return None
        return tenant

    @classmethod
    def tenant_missing(cls) -> TenantRequiredError:
        """Return the error for a missing tenant."""
        if context.has_tenant_ended():
            return TenantRequiredError(
                f"{cls._meta.label}: the block of use_tenant() in which this task or thread was started has ended."
                " Open one in the task itself."
            )
        return TenantRequiredError(
            f"{cls._meta.label} requires a tenant, and none is current. Use a block of use_tenant(...), or name"
            " the rows with for_tenant(...) or for_all_tenants()."
        )

    def fill_own_fields(self) -> frozenset[str]:
        """Give a new row the current tenant."""
        name = get_field(type(self), self.tenant_field).attname
        if self.is_unstored and getattr(self, name) in (None, ""):
            tenant = self.tenant_in_force()
            if tenant is not None:
                setattr(self, name, tenant)
        return super().fill_own_fields()

    def validate_constraints(self, exclude: Any = None) -> None:
        """Validate constraints that include the tenant, although no form shows it."""
        self.fill_own_fields()
        hidden, excluded = {get_field(type(self), self.tenant_field).name}, set(exclude or ())
        try:
            super().validate_constraints(exclude=excluded - hidden)
        except ValidationError as error:
            raise about_the_whole(self, error, excluded & hidden) from None
