"""Nine abstract base models, for the models of this library and of every project.

Each does one thing and has its own module; a model combines as many as it needs, in any order. The package also
contains ``agent360_models.base.middleware`` and ``agent360_models.base.transitions``.
"""

from agent360_models.base import _managers, _through  # noqa: F401  # they register signal receivers
from agent360_models.base.audit import AuditableModel
from agent360_models.base.context import TenantId, get_current_tenant, get_current_user, use_tenant, use_user
from agent360_models.base.metadata import MetadataModel
from agent360_models.base.ordering import OrderedManager, OrderedModel, OrderedQuerySet
from agent360_models.base.slugs import SluggedModel
from agent360_models.base.soft_delete import (
    SoftDeleteManager,
    SoftDeleteModel,
    SoftDeleteQuerySet,
    unique_unless_deleted,
)
from agent360_models.base.status import StatusField, StatusManager, StatusModel, StatusQuerySet
from agent360_models.base.tenants import TenantManager, TenantQuerySet, TenantScopedModel
from agent360_models.base.timestamps import TimeStampedModel
from agent360_models.base.uuids import UUIDModel, uuid7

__all__ = [
    "AuditableModel",
    "MetadataModel",
    "OrderedManager",
    "OrderedModel",
    "OrderedQuerySet",
    "SluggedModel",
    "SoftDeleteManager",
    "SoftDeleteModel",
    "SoftDeleteQuerySet",
    "StatusField",
    "StatusManager",
    "StatusModel",
    "StatusQuerySet",
    "TenantId",
    "TenantManager",
    "TenantQuerySet",
    "TenantScopedModel",
    "TimeStampedModel",
    "UUIDModel",
    "get_current_tenant",
    "get_current_user",
    "unique_unless_deleted",
    "use_tenant",
    "use_user",
    "uuid7",
]
