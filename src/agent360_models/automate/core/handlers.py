"""The functions that do jobs, one for each type of job.

::

    # jobs.py, in any installed app
    from agent360_models.automate.core.handlers import handler


    @handler("send_report")
    def send_report(job):
        for number, customer in enumerate(job.params["customers"]):
            job.set_progress(number, len(job.params["customers"]))
            ...
        return {"sent": len(job.params["customers"])}
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import autodiscover_modules

from agent360_models.automate.exceptions import UnknownJobTypeError

__all__ = ["Handler", "find", "handler", "types"]

# It gets the Job, and returns its result: JSON, with dates, decimals and UUIDs as text.
Handler = Callable[[Any], object]
_Function = TypeVar("_Function", bound=Handler)

_registered: dict[str, Handler] = {}


def handler(job_type: str) -> Callable[[_Function], _Function]:
    """Register the function that does the jobs of a type.

    It belongs in the module ``jobs`` of an installed app, where it is found by itself. Raises
    ``ImproperlyConfigured`` where another function has the type.
    """

    def register(function: _Function) -> _Function:
        known = _registered.get(job_type, function)
        if _path(known) != _path(function):
            raise ImproperlyConfigured(
                f"{_path(known)} and {_path(function)} are both registered for jobs of the type {job_type}:"
                " keep one of them."
            )
        _registered[job_type] = function
        return function

    return register


def find(job_type: str) -> Handler:
    """Return the function for a type; looks into the module ``jobs`` of each installed app.

    Raises ``UnknownJobTypeError`` where nobody registered one.
    """
    if job_type not in _registered:
        autodiscover_modules("jobs")
    try:
        return _registered[job_type]
    except KeyError:
        raise UnknownJobTypeError(
            f"No handler is registered for jobs of the type {job_type}: write @handler({job_type!r}) over the function"
            " that does them, in the module `jobs` of an installed app."
        ) from None


def types() -> list[str]:
    """Return the types that have a handler, in order."""
    autodiscover_modules("jobs")
    return sorted(_registered)


def _path(function: Handler) -> str:
    return f"{function.__module__}.{getattr(function, '__qualname__', function)}"
