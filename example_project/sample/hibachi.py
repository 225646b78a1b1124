"""The booking platform: two stations, their customers, and bookings from request to review."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from agent360_models.hibachi.core.factories import (
    BookingFactory,
    ChefFactory,
    CustomerFactory,
    MessageFactory,
    MessageThreadFactory,
    PricingTierFactory,
)
from agent360_models.hibachi.events.factories import DomainEventFactory, InboxMessageFactory, OutboxMessageFactory
from agent360_models.hibachi.feedback.factories import (
    CustomerReviewFactory,
    DiscountCouponFactory,
    ReviewEscalationFactory,
)
from agent360_models.hibachi.identity.factories import StationFactory, StationUserFactory, UserFactory
from agent360_models.hibachi.integra.factories import PaymentEventFactory, PaymentMatchFactory
from sample.rows import DAY, HOUR, NOW, moments, some

# Rows besides those of bookings, parents before children.
ROWS = {
    "identity": {
        "Role": 5,
        "Permission": 8,
        "RolePermission": 8,
        "UserRole": 4,
        "StationAccessToken": 2,
        "StationAuditLog": 6,
        "SocialAccount": 3,
    },
    "core": {"SocialAccount": 2, "SocialIdentity": 4, "SocialThread": 4, "SocialMessage": 8, "Review": 6},
    "lead": {
        "Lead": 10,
        "LeadContact": 10,
        "LeadContext": 10,
        "LeadEvent": 10,
        "SocialAccount": 2,
        "SocialIdentity": 4,
        "SocialThread": 4,
        "SocialMediaAccount": 2,
        "SocialMessage": 8,
    },
    "newsletter": {
        "Campaign": 3,
        "Subscriber": 12,
        "SMSTemplate": 2,
        "CampaignEvent": 12,
        "CampaignSMSLimit": 2,
        "SMSSendQueueItem": 6,
        "SMSDeliveryEvent": 6,
        "SubscriberPreference": 8,
    },
    "integra": {"CallSession": 8, "SocialInboxItem": 4},
    "marketing": {"QRCode": 3, "QRScan": 20},
    "support": {"Escalation": 3},
    "communications": {"CallRecording": 5},
}


def write() -> None:
    """Write all rows: the stations first, since every other row belongs to one."""
    stations = some(StationFactory, 2, name=["Sacramento", "San Jose"], code=["CA-SAC-001", "CA-SJC-001"])
    users = some(UserFactory, 5)
    some(StationUserFactory, 5, user=users, station=stations)
    some(ChefFactory, 4)
    some(PricingTierFactory, 2)
    customers = some(CustomerFactory, 24, station=stations)
    bookings = write_bookings(customers)
    write_messages(customers)
    write_events(bookings)
    for app, numbers in ROWS.items():
        factories: Any = import_module(f"agent360_models.hibachi.{app}.factories")
        for name, number in numbers.items():
            some(getattr(factories, f"{name}Factory"), number)


def write_bookings(customers: list[Any]) -> list[Any]:
    """Write past and future bookings, paid deposits, and reviews of past bookings."""
    today = NOW.date()
    past = [today - timedelta(days=days) for days in range(1, 13)]
    next_days = [today + timedelta(days=days) for days in range(3, 15)]
    completed = some(BookingFactory, 10, completed=True, customer=customers, date=past)
    some(BookingFactory, 1, no_show=True, customer=customers[10], date=past[10])
    some(BookingFactory, 1, cancelled=True, customer=customers[11], date=past[11])
    confirmed = some(BookingFactory, 5, confirmed=True, customer=customers[12:], date=next_days)
    soon = {"customer_deposit_deadline": NOW + 4 * HOUR, "internal_deadline": NOW + 26 * HOUR}
    waiting = some(BookingFactory, 4, offered=True, customer=customers[17:], date=next_days[5:], **soon)
    some(BookingFactory, 3, customer=customers[21:], date=next_days[9:], created_at=NOW - HOUR)
    paid = completed + confirmed
    payments = some(PaymentEventFactory, len(paid), occurred_at=moments(len(paid)))
    some(PaymentMatchFactory, len(paid), confirmed=True, booking=paid, payment_event=payments)
    guesses = some(PaymentEventFactory, 2, zelle=True, occurred_at=NOW - HOUR)
    some(PaymentMatchFactory, 2, booking=waiting, payment_event=guesses)
    some(CustomerReviewFactory, 7, booking=completed[:7])
    bad = some(CustomerReviewFactory, 3, negative=True, booking=completed[7:])
    some(ReviewEscalationFactory, 3, review=bad)
    some(DiscountCouponFactory, 3, customer=[review.customer for review in bad], review=bad)
    return paid


def write_messages(customers: list[Any]) -> None:
    """Write conversations, each with a question and an answer."""
    threads = some(MessageThreadFactory, 8, customer=customers, last_message_at=NOW - DAY)
    some(MessageFactory, 8, thread=threads, created_at=NOW - DAY - HOUR)
    some(MessageFactory, 8, thread=threads, outbound=True, created_at=NOW - DAY)


def write_events(bookings: list[Any]) -> None:
    """Write events of bookings and the outbox: most messages are delivered, some wait, one is a dead letter."""
    events = some(
        DomainEventFactory,
        len(bookings),
        aggregate_id=[booking.pk for booking in bookings],
        aggregate_type="booking",
        event_type="booking.confirmed",
        occurred_at=moments(len(bookings)),
    )
    some(OutboxMessageFactory, len(events) - 4, event=events, delivered=True)
    some(OutboxMessageFactory, 3, event=events[-4:], next_attempt_at=NOW)
    some(OutboxMessageFactory, 1, event=events[-1], dead=True)
    some(InboxMessageFactory, 4, created_at=moments(4, step=HOUR))
