"""The current tenant and the current user, for whom the program works at the moment.

Each thread and each asyncio task has its own. A task or a thread that is started with a copy of the context, as by
``create_task``, ``asyncio.to_thread`` and ``sync_to_async``, works for the tenant and the user of the block in which it
was started. It does so until that block ends: then it has neither, and a query over rows of tenants is refused.
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
    """Make ``tenant`` the current one for the block; ``None`` for no tenant."""
    with _tenants.open(tenant):
        yield


def get_current_tenant() -> TenantId | None:
    """Return the current tenant; ``None`` where there is none."""
    return _tenants.innermost(None)


def has_tenant_ended() -> bool:
    """Tell whether this code was started in a block of ``use_tenant()`` that has ended meanwhile."""
    return _tenants.has_ended()


@contextmanager
def use_user(user: object) -> Iterator[None]:
    """Make ``user`` the current one for the block.

    Args:
        user: a name, a user of ``django.contrib.auth``, or a function that returns one of them. The function is
            asked when a row is written, and not before.

    """
    with _users.open(user):
        yield


def get_current_user() -> str:
    """Return the name of the current user; empty where there is none, or where nobody has logged in."""
    user = _users.innermost("")
    if callable(user):
        user = user()
    if isinstance(user, str):
        return user
    return str(user.get_username()) if user is not None and user.is_authenticated else ""
