"""The function that sends an SMS of the queue.

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
    """Register the function that sends an SMS; it belongs in the module ``sms`` of an installed app.

    It returns the provider's id of the message, by which the worker marks it as sent; where it raises, the attempt
    failed and is repeated later. It may also call ``mark_failed()`` or ``postpone()`` of the item, and returns
    ``None`` then. Where it does neither, as when nobody knows whether the message went out, the item stays as it is.

    Raises ``ImproperlyConfigured`` where another function is registered.
    """
    return SENDERS.register(_NAME, function)


def sender() -> Callable[[SMSSendQueueItem], str | None]:
    """Return the function; raises ``LookupError`` where there is none."""
    return SENDERS.find(_NAME)
