"""The registry of job handlers: one function per job type.

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

from agent360_models.automate.exceptions import UnknownJobTypeError
from agent360_models.operating.handlers import Handlers

__all__ = ["Handler", "find", "handler", "types"]

# It gets the Job and returns its result as JSON, with dates, decimals and UUIDs as text.
Handler = Callable[[Any], object]
_Function = TypeVar("_Function", bound=Handler)

_handlers = Handlers("jobs")  # by type


def handler(job_type: str) -> Callable[[_Function], _Function]:
    """Register the function that executes jobs of a type.

    Use it in the module ``jobs`` of an installed app, which is imported automatically. Raises
    ``ImproperlyConfigured`` if the type already has another function.
    """
    return lambda function: _handlers.register(job_type, function)


def find(job_type: str) -> Handler:
    """Return the function for a type; imports the module ``jobs`` of each installed app.

    Raises ``UnknownJobTypeError`` if no function is registered.
    """
    try:
        return _handlers.find(job_type)
    except LookupError as error:
        raise UnknownJobTypeError(
            f"No handler is registered for jobs of the type {job_type}. Write @handler({job_type!r}) above the function"
            " that executes them, in the module `jobs` of an installed app."
        ) from error


def types() -> list[str]:
    """Return the types that have a handler, sorted."""
    return _handlers.names()
