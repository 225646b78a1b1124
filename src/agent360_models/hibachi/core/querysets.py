"""Who is free, what is coming, and what waits for somebody."""

import math
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.hibachi.core import transitions

if TYPE_CHECKING:
    from agent360_models.hibachi.core.models import (  # noqa: F401
        Booking,
        Chef,
        ChefTimeOff,
        Customer,
        MessageThread,
        PricingTier,
        Review,
    )
    from agent360_models.hibachi.identity.models import Station

__all__ = [
    "WEEKDAYS",
    "BookingQuerySet",
    "ChefQuerySet",
    "ChefTimeOffQuerySet",
    "MessageThreadQuerySet",
    "PricingTierQuerySet",
    "ReviewQuerySet",
    "StationCustomerQuerySet",
]

# Keys of the weekly hours of a chef.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


# Not CustomerQuerySet: django-stubs takes the managers of two querysets of one name for one; ingestion has that one.
class StationCustomerQuerySet(BulkQuerySet["Customer"]):
    """Customers, each of one station."""

    def by_email(self, email: str, *, station: "Station") -> "StationCustomerQuerySet":
        """Return the customer of a station with this e-mail address, in any case of letters, by the index."""
        return self.alias(_email=Lower("email")).filter(station=station, _email=Lower(Value(email)))


class ChefQuerySet(BulkQuerySet["Chef"]):
    """Chefs."""

    def active(self) -> "ChefQuerySet":
        """Return those who may be given bookings."""
        return self.filter(status="active")

    def with_skills(self, *skills: str) -> "ChefQuerySet":
        """Return those who have all of the skills."""
        return self.filter(skills__contains=list(skills))

    def free_between(
        self,
        starts_at: datetime,
        ends_at: datetime,
        *,
        station: "Station",
        skills: Sequence[str] = (),
        guests: int = 1,
    ) -> "ChefQuerySet":
        """Return the active chefs of a station who can take a booking at that time, in one query.

        They work then, by their ``weekly_hours`` in the station's time zone, have no time off and no booking that
        holds their time, have all of the skills, and serve that many guests alone.
        """
        from agent360_models.hibachi.core.models import Booking, ChefTimeOff

        day, begin, end = _local_hours(starts_at, ends_at, station.time_zone)
        bookings = Booking.objects.holding().overlapping(starts_at, ends_at).filter(chef=OuterRef("pk"))
        times_off = ChefTimeOff.objects.overlapping(starts_at, ends_at).filter(chef=OuterRef("pk"))
        works = Q(**{f"weekly_hours__{day}__0__lte": begin, f"weekly_hours__{day}__1__gte": end})
        free = self.active().filter(works, ~Exists(bookings), ~Exists(times_off), station=station)
        return free.with_skills(*skills).filter(max_guests__gte=guests)


def _local_hours(starts_at: datetime, ends_at: datetime, time_zone: str) -> tuple[str, str, str]:
    """Return the weekday on which the time begins, and both ends as ``weekly_hours`` has them, past 24:00 too."""
    zone = ZoneInfo(time_zone)
    start, end = (moment.astimezone(zone).replace(tzinfo=None) for moment in (starts_at, ends_at))
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    hours, minutes = divmod(math.ceil((end - midnight).total_seconds() / 60), 60)
    return WEEKDAYS[start.weekday()], f"{start:%H:%M}", f"{hours:02}:{minutes:02}"


class ChefTimeOffQuerySet(BulkQuerySet["ChefTimeOff"]):
    """Times in which chefs take no booking."""

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> "ChefTimeOffQuerySet":
        """Return those that have a moment of that time."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class PricingTierQuerySet(BulkQuerySet["PricingTier"]):
    """Pricing tiers."""

    def active(self) -> "PricingTierQuerySet":
        """Return those that are offered."""
        return self.filter(is_active=True)


class BookingQuerySet(BulkQuerySet["Booking"]):
    """Bookings."""

    def holding(self) -> "BookingQuerySet":
        """Return those that take their chef's time."""
        return self.filter(status__in=transitions.HOLDING)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> "BookingQuerySet":
        """Return those that have a moment of that time."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def upcoming(self, now: datetime | None = None) -> "BookingQuerySet":
        """Return those that are offered or confirmed and not over yet, the next one first."""
        open_ones = self.filter(status__in=("deposit_pending", "confirmed"))
        return open_ones.filter(ends_at__gt=now or timezone.now()).order_by("starts_at")

    def deposit_overdue(self, now: datetime | None = None) -> "BookingQuerySet":
        """Return those whose deposit was waited for long enough."""
        return self.filter(status="deposit_pending", deposit_due_at__lt=now or timezone.now())

    def request(
        self,
        *,
        customer: "Customer",
        pricing_tier: "PricingTier",
        guests: int,
        children: int = 0,
        total_amount: Decimal | None = None,
        **columns: Any,
    ) -> "Booking":
        """Store what a customer asks for, at the customer's station, with price and deposit of the tier.

        ``total_amount`` is for a tier without prices, and for a price that was agreed on; ``columns`` are the
        others: ``starts_at`` and ``ends_at``, where it is, ``chef`` if the customer wants a certain one.
        """
        total = pricing_tier.total_for(guests, children) if total_amount is None else total_amount
        return self.create(
            customer=customer,
            pricing_tier=pricing_tier,
            guests=guests,
            children=children,
            total_amount=total,
            deposit_due=pricing_tier.deposit_for(total),
            **{"station_id": customer.station_id, **columns},
        )


class MessageThreadQuerySet(BulkQuerySet["MessageThread"]):
    """Threads."""

    def unread(self) -> "MessageThreadQuerySet":
        """Return those with a message of the customer that nobody has read, who waits longest first."""
        return self.filter(unread_count__gt=0).order_by("last_message_at")


class ReviewQuerySet(BulkQuerySet["Review"]):
    """Reviews."""

    def pending(self) -> "ReviewQuerySet":
        """Return those that nobody has moderated, the oldest first."""
        return self.filter(status="pending").order_by("created_at")

    def approved(self) -> "ReviewQuerySet":
        """Return those that may be shown."""
        return self.filter(status="approved")
