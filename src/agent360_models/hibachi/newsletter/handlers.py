"""Registry of the function that sends the SMS of the queue.

::

    # sms.py, in any installed app
    from agent360_models.hibachi.newsletter.handlers import sends_sms


    @sends_sms
    def by_ringcentral(item):
        return client.send(item.phone_number, item.message_content).id
"""

from collections.abc import Callable
from typing import TypeVar

from agent360_models.hibachi.newsletter.models import SMSSendQueueItem
from agent360_models.operating.handlers import Handlers

__all__ = ["SENDERS", "sender", "sends_sms"]

_Function = TypeVar("_Function", bound=Callable[[SMSSendQueueItem], str | None])

SENDERS = Handlers("sms")  # one at most
_NAME = "sms"


def sends_sms(function: _Function) -> _Function:
    """Register the function that sends an SMS; define it in the module ``sms`` of an installed app.

    It returns the provider's id of the message, and the worker marks the message as sent with that id. When it raises,
    the worker counts a failed attempt and retries later. It may also call the item's ``mark_failed()`` or
    ``postpone()`` and return ``None``. If it returns ``None`` without either, the item does not change. Use that when
    the outcome is unknown.

    Raises ``ImproperlyConfigured`` if another function is registered.
    """
    return SENDERS.register(_NAME, function)


def sender() -> Callable[[SMSSendQueueItem], str | None]:
    """Return the registered function; raises ``LookupError`` if there is no such function."""
    return SENDERS.find(_NAME)
