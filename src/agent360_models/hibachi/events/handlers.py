"""Registry of the functions that deliver outbox messages, one for each target.

::

    # deliveries.py, in any installed app
    from agent360_models.hibachi.events.handlers import delivers


    @delivers("calendar")
    def tell_the_calendar(message):
        calendar.change(message.event.payload, key=str(message.pk))
"""

from collections.abc import Callable
from typing import TypeVar

from agent360_models.hibachi.events.models import OutboxMessage
from agent360_models.operating.handlers import Handlers

__all__ = ["DELIVERIES", "delivers"]

_Function = TypeVar("_Function", bound=Callable[[OutboxMessage], object])

DELIVERIES = Handlers("deliveries")  # by target


def delivers(target: str) -> Callable[[_Function], _Function]:
    """Register the function that delivers messages to a target.

    Define the function in the module ``deliveries`` of an installed app, where the library discovers it. It gets the
    message with its ``event`` loaded. When it returns, the worker acknowledges the message; when it raises, the worker
    retries the message later. It may also call the message's ``dead_letter()`` or ``retry()`` itself.

    Raises ``ImproperlyConfigured`` if another function is registered for the target.
    """
    return lambda function: DELIVERIES.register(target, function)
