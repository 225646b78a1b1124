"""Registration of the SMS queue for workers, monitoring and retention."""

import logging
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from agent360_models.exceptions import StaleRowError
from agent360_models.hibachi.newsletter.handlers import SENDERS, sender
from agent360_models.hibachi.newsletter.models import SMSSendQueueItem
from agent360_models.operating.logs import LogTable
from agent360_models.operating.queues import Hand, Queue, one_by_one
from agent360_models.transactions import reconnect_if_lost

_BATCH = 10  # messages per claim
_STALLED = timedelta(minutes=15)  # a claim has no lease here: a worker that takes longer is taken to have died
_STATUS = SMSSendQueueItem.Status
_log = logging.getLogger(__name__)


def _send(hand: Hand) -> int:
    return one_by_one(
        SMSSendQueueItem.objects.using(hand.using).claim(_BATCH if hand.limit is None else min(_BATCH, hand.limit)),
        hand,
        settle=_settle,
        give_back=lambda item: item.postpone(timezone.now()),
        seconds=_STALLED.total_seconds() / 2,
    )


def _settle(item: SMSSendQueueItem) -> None:
    alias = str(item._state.db)
    try:
        try:
            message_sid = sender()(item)
        except Exception as error:  # noqa: BLE001  # whatever the function raised
            _log.warning("SMS %s failed: %s.", item.pk, type(error).__name__)
            reconnect_if_lost(alias)
            item.mark_failed(type(error).__name__)  # its text may repeat the phone number
        else:
            reconnect_if_lost(alias)
            if message_sid is not None:
                item.mark_sent(message_sid)
    except StaleRowError:
        _log.warning("SMS %s was already settled.", item.pk)


SMS = Queue(
    name="sms",
    model=SMSSendQueueItem,
    waiting=Q(status=_STATUS.PENDING),
    due=Q(scheduled_at__lte=Now()) & (Q(next_retry_at=None) | Q(next_retry_at__lte=Now())),
    due_since="scheduled_at",
    dead=Q(status=_STATUS.FAILED),
    held=Q(status=_STATUS.SENDING),
    expired=Q(updated_at__lt=Now() - _STALLED),
    turn=_send,
    handled=SENDERS.names,
    remedy="register one with @sends_sms, in the module `sms` of an installed app.",
)

# Sent messages may be needed as evidence for a subscriber, so retention is opt-in by name. Dead letters stay.
SMS_LOG = LogTable(
    model=SMSSendQueueItem, moment="updated_at", over=Q(status__in=(_STATUS.SENT, _STATUS.CANCELLED)), if_named=True
)
