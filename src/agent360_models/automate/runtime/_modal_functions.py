"""Functions on Modal, through its SDK (extra ``modal``)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agent360_models.automate.runtime._services import of_extra


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of output of a function."""

    at: datetime
    source: str
    """``stdout``, ``stderr``, or ``system`` for messages of Modal itself."""
    text: str = field(repr=False)


def function_of(app_name: str, name: str, *, gpu: str = "") -> Any:
    """Return a ``modal.Function``, without a request to Modal."""
    function = of_extra("modal", "modal").Function.from_name(app_name, name)
    return function.with_options(gpu=gpu) if gpu else function


def start(function: Any, given: Any) -> Any:
    """Call the function and return the ``modal.FunctionCall``, without waiting for the result."""
    if given is None:
        return function.spawn()
    return function.spawn(**given) if isinstance(given, dict) else function.spawn(given)


def answer_of(call: Any, timeout: int) -> Any:
    """Wait for the result of a call. After ``timeout`` seconds the call is cancelled and ``TimeoutError`` raised."""
    try:
        return call.get(timeout=timeout)
    except TimeoutError:
        call.cancel()
        raise


def logs_of(function: Any, lines: int) -> list[LogLine]:
    return [LogLine(at=each.timestamp, source=each.source, text=each.message) for each in function.logs.tail(lines)]
