"""What receivers and providers say is stored in the queues, whatever it is."""

from typing import Any

import pytest

from agent360_models.hibachi.events.factories import OutboxMessageFactory
from agent360_models.hibachi.events.models import OutboxMessage
from agent360_models.hibachi.newsletter.factories import SMSSendQueueItemFactory
from agent360_models.hibachi.newsletter.models import SMSSendQueueItem
from tests.support.foreign import SilentError, every_text, is_told

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


@every_text
@pytest.mark.parametrize("end", ["retry", "dead_letter"])
def test_a_message(end: str, text: str) -> None:
    OutboxMessageFactory.create()
    (message,) = OutboxMessage.objects.claim(1, worker="ada")

    getattr(message, end)(text)

    assert is_told(f"-{OutboxMessage.objects.get().last_error}", 501)


def test_a_message_whose_error_cannot_be_read() -> None:
    OutboxMessageFactory.create()
    (message,) = OutboxMessage.objects.claim(1, worker="ada")

    message.retry(SilentError())

    assert OutboxMessage.objects.get().last_error == "SilentError"


@every_text
@pytest.mark.parametrize("options", [{}, {"permanent": True}], ids=["again", "permanent"])
def test_an_sms(options: Any, text: str) -> None:
    SMSSendQueueItemFactory.create()
    (item,) = SMSSendQueueItem.objects.claim(1)

    item.mark_failed(text, **options)

    assert is_told(f"-{SMSSendQueueItem.objects.get().last_error}", 1001)
