"""Registration of the outbox and the inbox for workers, monitoring and retention."""

import logging

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from agent360_models.exceptions import StaleRowError
from agent360_models.hibachi.events.handlers import DELIVERIES
from agent360_models.hibachi.events.models import DomainEvent, InboxMessage, OutboxMessage
from agent360_models.hibachi.events.querysets import LEASE
from agent360_models.operating.logs import LogTable
from agent360_models.operating.queues import Hand, Queue, one_by_one
from agent360_models.transactions import reconnect_if_lost

_BATCH = 10  # messages per claim
_STATUS = OutboxMessage.Status
_log = logging.getLogger(__name__)


def _deliver(hand: Hand) -> int:
    """Deliver the messages of one claim to the targets that have a registered function."""
    messages = OutboxMessage.objects.using(hand.using).filter(target__in=DELIVERIES.names())
    limit = _BATCH if hand.limit is None else min(_BATCH, hand.limit)
    claimed, is_all = messages.claim_some(limit, lease=LEASE)
    while not (claimed or is_all or hand.stopped()):  # a backlog that no claim has seen yet
        claimed, is_all = messages.claim_some(limit, lease=LEASE)
    return one_by_one(
        claimed,
        hand,
        settle=_settle,
        give_back=OutboxMessage.give_back,
        seconds=LEASE.total_seconds() / 2,
    )


def _settle(message: OutboxMessage) -> None:
    alias = str(message._state.db)
    try:
        try:
            DELIVERIES.find(message.target)(message)
        except Exception as error:  # noqa: BLE001  # whatever the function raised
            _log.warning("Message %s to %s failed: %s.", message.pk, message.target, type(error).__name__)
            reconnect_if_lost(alias)
            message.retry(error)
        else:
            reconnect_if_lost(alias)  # a server or proxy may have closed the idle connection meanwhile
            if message.status == _STATUS.PROCESSING:
                message.acknowledge()
    except StaleRowError:
        _log.warning("Message %s to %s was claimed by another worker meanwhile.", message.pk, message.target)


OUTBOX = Queue(
    name="outbox",
    model=OutboxMessage,
    waiting=Q(status=_STATUS.PENDING),
    due=Q(next_attempt_at__lte=Now()),
    due_since="next_attempt_at",
    dead=Q(status=_STATUS.FAILED),
    held=Q(status=_STATUS.PROCESSING),
    expired=Q(next_attempt_at__lt=Now()),
    turn=_deliver,
    handled=DELIVERIES.names,
    remedy="register one with @delivers(TARGET), in the module `deliveries` of an installed app.",
)
INBOX = Queue(name="inbox", model=InboxMessage, waiting=Q(processed=False), due=Q(), due_since="created_at")

OUTBOX_LOG = LogTable(
    model=OutboxMessage, moment="created_at", over=Q(status__in=(_STATUS.COMPLETED, _STATUS.CANCELLED))
)
INBOX_LOG = LogTable(model=InboxMessage, moment="processed_at", over=Q(processed=True))

# The next event of an aggregate needs the number and hash of the last one, and deleting an event cascades to its
# messages. So retention keeps the last events and those with messages.
_LATER = DomainEvent.objects.filter(
    aggregate_id=OuterRef("aggregate_id"), aggregate_type=OuterRef("aggregate_type"), version__gt=OuterRef("version")
)
EVENT_LOG = LogTable(
    model=DomainEvent,
    moment="created_at",
    over=Q(Exists(_LATER)) & ~Q(Exists(OutboxMessage.objects.filter(event=OuterRef("pk")))),
    if_named=True,
)
