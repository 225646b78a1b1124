"""Querysets for free chefs, upcoming bookings, unread conversations and overdue answers."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.hibachi.core.models import (
        Booking,
        Chef,
        Customer,
        MessageThread,
        PricingTier,
        Review,
        SocialThread,
    )

__all__ = [
    "BookingQuerySet",
    "ChefQuerySet",
    "MessageThreadQuerySet",
    "PricingTierQuerySet",
    "ReviewQuerySet",
    "SocialThreadQuerySet",
    "StationCustomerQuerySet",
]


# Not CustomerQuerySet: ingestion has a queryset of that name, and django-stubs mixes up managers of two such querysets.
class StationCustomerQuerySet(BulkQuerySet["Customer"]):
    """Customers, each of one station."""

    def live(self) -> "StationCustomerQuerySet":
        """Return the customers that are not deleted."""
        return self.filter(deleted_at=None)


class ChefQuerySet(BulkQuerySet["Chef"]):
    """Chefs."""

    def active(self) -> "ChefQuerySet":
        """Return the chefs who can be assigned bookings: active, and not deleted."""
        return self.filter(is_active=True, deleted_at=None)

    def with_skills(self, *skills: str) -> "ChefQuerySet":
        """Return the chefs who have all of the skills."""
        return self.filter(skills__contains=list(skills)) if skills else self.all()

    def free(self, day: date, slot: time, *, zone: str | None = None, skills: Sequence[str] = ()) -> "ChefQuerySet":
        """Return the active chefs without a booking in that slot, in one query.

        ``zone`` limits the result to chefs who serve the zone, and ``skills`` to chefs who have all of the skills.
        """
        from agent360_models.hibachi.core.models import Booking

        taken = Booking.objects.using(self.db).live().filter(chef=OuterRef("pk"), date=day, slot=slot)
        free = self.active().filter(~Exists(taken)).with_skills(*skills)
        return free if zone is None else free.filter(zones__contains=[zone])


class PricingTierQuerySet(BulkQuerySet["PricingTier"]):
    """Pricing tiers."""

    def active(self) -> "PricingTierQuerySet":
        """Return the tiers on offer."""
        return self.filter(is_active=True)


class BookingQuerySet(BulkQuerySet["Booking"]):
    """Bookings."""

    def live(self) -> "BookingQuerySet":
        """Return the bookings that are not deleted."""
        return self.filter(deleted_at=None)

    def upcoming(self, day: date) -> "BookingQuerySet":
        """Return the bookings from that day on that are confirmed or wait for their deposit, the next one first."""
        return self.live().filter(status__in=("deposit_pending", "confirmed"), date__gte=day).order_by("date", "slot")

    def deposit_overdue(self, now: datetime | None = None) -> "BookingQuerySet":
        """Return the bookings that missed the internal deposit deadline and are not on hold."""
        return self.live().filter(
            internal_deadline__lt=now or timezone.now(),
            status="deposit_pending",
            hold_on_request=False,
            deposit_confirmed_at=None,
        )

    def request(self, *, customer: "Customer", **columns: Any) -> "Booking":
        """Store a customer's request at the customer's station; ``columns`` are further columns of ``Booking``.

        ``sms_consent=True`` also stores the time of the consent.
        """
        if columns.get("sms_consent"):
            columns.setdefault("sms_consent_timestamp", timezone.now())
        return self.create(customer=customer, **{"station_id": customer.station_id, **columns})


class MessageThreadQuerySet(BulkQuerySet["MessageThread"]):
    """Threads."""

    def live(self) -> "MessageThreadQuerySet":
        """Return the threads that are not deleted."""
        return self.filter(deleted_at=None)


class SocialThreadQuerySet(BulkQuerySet["SocialThread"]):
    """Conversations on social platforms."""

    def unread(self) -> "SocialThreadQuerySet":
        """Return the conversations with an unread message, the longest waiting first."""
        return self.filter(unread_count__gt=0).order_by("last_message_at")


class ReviewQuerySet(BulkQuerySet["Review"]):
    """Reviews."""

    def response_overdue(self, now: datetime | None = None) -> "ReviewQuerySet":
        """Return the reviews with an overdue answer, the most overdue first; a partial index serves the query."""
        return self.filter(response_due_at__lt=now or timezone.now(), responded_at=None).order_by("response_due_at")
