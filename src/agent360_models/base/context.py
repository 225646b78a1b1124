"""The current tenant and the current user.

Each thread and each asyncio task has its own. A task or thread started with a copy of the context (``create_task``,
``asyncio.to_thread``, ``sync_to_async``) inherits the tenant and the user of the enclosing block. When that block ends,
the task loses both, and its queries on tenant-scoped models are refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias
from uuid import UUID

from agent360_models._blocks import Blocks

__all__ = ["TenantId", "get_current_tenant", "get_current_user", "has_tenant_ended", "use_tenant", "use_user"]

TenantId: TypeAlias = str | int | UUID  # the key of a tenant

_tenants: Blocks[TenantId | None] = Blocks("agent360_tenant")
_users: Blocks[Any] = Blocks("agent360_user")


@contextmanager
def use_tenant(tenant: TenantId | None) -> Iterator[None]:
    """Make ``tenant`` the current tenant in the block; ``None`` means no tenant."""
    with _tenants.open(tenant):
        yield


def get_current_tenant() -> TenantId | None:
    """Return the current tenant, or ``None``."""
    return _tenants.innermost(None)


def has_tenant_ended() -> bool:
    """Tell whether this code was started in a block of ``use_tenant()`` that has ended."""
    return _tenants.has_ended()


@contextmanager
def use_user(user: object) -> Iterator[None]:
    """Make ``user`` the current user in the block.

    Args:
        user: a name, a user of ``django.contrib.auth``, or a function that returns either. The function is called when
            a row is written, and not before.

    """
    with _users.open(user):
        yield


def get_current_user() -> str:
    """Return the name of the current user; empty without a user, or for an anonymous user."""
    user = _users.innermost("")
    if callable(user):
        user = user()
    if isinstance(user, str):
        return user
    return str(user.get_username()) if user is not None and user.is_authenticated else ""
