"""The current tenant and the current user of a request, for synchronous and asynchronous stacks."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

from agent360_models.base.context import TenantId, use_tenant, use_user

__all__ = ["TenantMiddleware", "UserMiddleware"]


class _ContextMiddleware:
    sync_capable = True
    async_capable = True
    use: Callable[[Any], AbstractContextManager[None]]  # the block in which a value is current

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._acall(request)
        value = self.value_of(request)
        with self.use(value):
            return self._streamed(self.get_response(request), value)

    async def _acall(self, request: HttpRequest) -> HttpResponseBase:
        value = await sync_to_async(self.value_of)(request)
        with self.use(value):
            return self._streamed(await self.get_response(request), value)

    def _streamed(self, response: HttpResponseBase, value: object) -> HttpResponseBase:
        """Keep the value current while a streaming response, which is generated after the view, is generated."""
        # A file needs no context; the server itself may send it.
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            parts: Any = response.streaming_content
            response.streaming_content = self._aparts(parts, value) if response.is_async else self._parts(parts, value)
        return response

    def _parts(self, parts: Iterator[bytes], value: object) -> Iterator[bytes]:
        while True:
            with self.use(value):  # around each part: between two, the thread may serve another request
                part = next(parts, None)
            if part is None:
                return
            yield part

    async def _aparts(self, parts: AsyncIterator[bytes], value: object) -> AsyncIterator[bytes]:
        while True:
            with self.use(value):
                part = await anext(parts, None)
            if part is None:
                return
            yield part

    def value_of(self, request: HttpRequest) -> Any:
        raise NotImplementedError


class TenantMiddleware(_ContextMiddleware):
    """Makes the tenant of a request the current tenant; a subclass returns it from ``get_tenant()``.

    Put it in ``MIDDLEWARE`` after everything that ``get_tenant()`` needs, such as ``AuthenticationMiddleware``.
    """

    use = staticmethod(use_tenant)

    def get_tenant(self, request: HttpRequest) -> TenantId | None:
        """Return the tenant of the request, or ``None``. Database queries are allowed, even in asynchronous stacks."""
        raise NotImplementedError(
            f"{type(self).__name__} does not know the tenant of a request."
            " Derive a class from TenantMiddleware, implement get_tenant(request), and name the class in MIDDLEWARE."
        )

    def value_of(self, request: HttpRequest) -> TenantId | None:
        """Return the tenant."""
        return self.get_tenant(request)


class UserMiddleware(_ContextMiddleware):
    """Makes the user of a request the current user. Put it after ``AuthenticationMiddleware``."""

    use = staticmethod(use_user)

    def get_user(self, request: HttpRequest) -> object:
        """Return a name or a user; called only when a row is written, so other requests read no session."""
        return getattr(request, "user", "")

    def value_of(self, request: HttpRequest) -> Callable[[], object]:
        """Return the function that returns the user."""
        return lambda: self.get_user(request)
