"""Processes that publish and that deliver, to be killed; forked from one that has Django ready."""

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from django.db import connections, transaction

from agent360_models.exceptions import StaleRowError
from agent360_models.hibachi.events.models import InboxMessage, OutboxMessage

LEASE = timedelta(milliseconds=300)
POINTS = ("claimed", "written", "processed", "settled")


def publish(database: dict[str, Any], aggregates: list[UUID], rounds: int) -> None:
    """Publish for each aggregate in turn; every third transaction is rolled back."""
    connections["booking"].settings_dict.update(database)
    for number in range(rounds):
        for aggregate_id in aggregates:
            with transaction.atomic(using="booking"):
                OutboxMessage.objects.publish(
                    aggregate=("core.bookings", aggregate_id), event_type="booking.changed", target="calendar"
                )
                transaction.set_rollback(number % 3 == 2, using="booking")


def deliver(database: dict[str, Any], fatal: str = "", passes: int = 0) -> None:
    """Deliver, and kill this process at its so-many-th pass through a point; or else until nothing is pending."""
    connections["booking"].settings_dict.update(database)
    reached = _killer(fatal, passes)
    while fatal or OutboxMessage.objects.filter(status__in=OutboxMessage.UNSETTLED).exists():
        messages = OutboxMessage.objects.claim(3, lease=LEASE)
        for message in messages:
            reached("claimed")
            with InboxMessage.objects.process(source="outbox", signature=str(message.pk)) as received:
                if received is not None:
                    write(message)
                reached("written")
            reached("processed")
            settle(message)
            reached("settled")
        if not messages:
            time.sleep(0.01)


def settle(message: OutboxMessage) -> None:
    """Acknowledge; but for some, which are to come once more."""
    try:
        if message.attempts == 1 and message.event.version % 5 == 0:
            message.retry("Once more.", delay=timedelta(0))
        else:
            message.acknowledge()
    except StaleRowError:
        pass  # the lease ran out on a slow machine


def write(message: OutboxMessage) -> None:
    with connections["booking"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO deliveries (aggregate_id, version) VALUES (%s, %s)",
            [message.event.aggregate_id, message.event.version],
        )


def _killer(fatal: str, passes: int) -> Callable[[str], None]:
    left = {fatal: passes}

    def reached(point: str) -> None:
        if point in left:
            left[point] -= 1
            if not left[point]:
                os.kill(os.getpid(), signal.SIGKILL)

    return reached
