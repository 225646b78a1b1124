"""The functions that deliver messages of the outbox, one for each target.

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

    It belongs in the module ``deliveries`` of an installed app, where it is found by itself. It gets the message,
    with its ``event``. Where it returns, the worker acknowledges the message; where it raises, the message is retried
    later. It may also call ``dead_letter()`` or ``retry()`` of the message itself.

    Raises ``ImproperlyConfigured`` where another function has the target.
    """
    return lambda function: DELIVERIES.register(target, function)
