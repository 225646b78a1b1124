"""A registry of a project's message handlers, found in a module of its apps."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import autodiscover_modules

__all__ = ["Handlers"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Handlers:
    """Functions by message name, registered in one module of each installed app."""

    def __init__(self, module: str) -> None:
        """Set the name of the module, such as ``deliveries``."""
        self.module = module
        self._registered: dict[str, Callable[..., Any]] = {}

    def register(self, name: str, function: _Function) -> _Function:
        """Register a function; raise ``ImproperlyConfigured`` if another function has the name."""
        known = self._registered.get(name, function)
        if _path(known) != _path(function):
            raise ImproperlyConfigured(
                f"{_path(known)} and {_path(function)} are both registered for {name!r}: keep one of them."
            )
        self._registered[name] = function
        return function

    def names(self) -> list[str]:
        """Return the names with a registered function, sorted."""
        autodiscover_modules(self.module)
        return sorted(self._registered)

    def find(self, name: str) -> Callable[..., Any]:
        """Return the function for a name; raise ``LookupError`` if none is registered."""
        if name not in self._registered:
            autodiscover_modules(self.module)
        return self._registered[name]


def _path(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{getattr(function, '__qualname__', function)}"
