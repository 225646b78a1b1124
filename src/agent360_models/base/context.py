"""The current tenant and the current user, for whom the program works at the moment.

Both are context variables: each thread and each asyncio task has its own, and ``sync_to_async`` carries them along.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias
from uuid import UUID

__all__ = ["TenantId", "get_current_tenant", "get_current_user", "use_tenant", "use_user"]

TenantId: TypeAlias = str | int | UUID  # the key of a tenant

_tenant: ContextVar[TenantId | None] = ContextVar("agent360_tenant", default=None)
_user: ContextVar[Any] = ContextVar("agent360_user", default="")


@contextmanager
def use_tenant(tenant: TenantId | None) -> Iterator[None]:
    """Make ``tenant`` the current one for the block; ``None`` for no tenant."""
    token = _tenant.set(tenant)
    try:
        yield
    finally:
        _tenant.reset(token)


def get_current_tenant() -> TenantId | None:
    """Return the current tenant; ``None`` where there is none."""
    return _tenant.get()


@contextmanager
def use_user(user: object) -> Iterator[None]:
    """Make ``user`` the current one for the block.

    Args:
        user: a name, a user of ``django.contrib.auth``, or a function that returns one of them. The function is
            asked when a row is written, and not before.

    """
    token = _user.set(user)
    try:
        yield
    finally:
        _user.reset(token)


def get_current_user() -> str:
    """Return the name of the current user; empty where there is none, or where nobody has logged in."""
    user = _user.get()
    if callable(user):
        user = user()
    if isinstance(user, str):
        return user
    return str(user.get_username()) if user is not None and user.is_authenticated else ""
