"""Who is free, what is coming, and what waits for somebody."""

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


# Not CustomerQuerySet: django-stubs takes the managers of two querysets of one name for one; ingestion has that one.
class StationCustomerQuerySet(BulkQuerySet["Customer"]):
    """Customers, each of one station."""

    def live(self) -> "StationCustomerQuerySet":
        """Return those that are not deleted."""
        return self.filter(deleted_at=None)


class ChefQuerySet(BulkQuerySet["Chef"]):
    """Chefs."""

    def active(self) -> "ChefQuerySet":
        """Return those who may be given bookings: active, and not deleted."""
        return self.filter(is_active=True, deleted_at=None)

    def with_skills(self, *skills: str) -> "ChefQuerySet":
        """Return those who have all of the skills."""
        return self.filter(skills__contains=list(skills)) if skills else self.all()

    def free(self, day: date, slot: time, *, zone: str | None = None, skills: Sequence[str] = ()) -> "ChefQuerySet":
        """Return the active chefs who have no booking in that slot, in one query.

        With ``zone`` those who go there, and with ``skills`` those who have all of them.
        """
        from agent360_models.hibachi.core.models import Booking

        taken = Booking.objects.using(self.db).live().filter(chef=OuterRef("pk"), date=day, slot=slot)
        free = self.active().filter(~Exists(taken)).with_skills(*skills)
        return free if zone is None else free.filter(zones__contains=[zone])


class PricingTierQuerySet(BulkQuerySet["PricingTier"]):
    """Pricing tiers."""

    def active(self) -> "PricingTierQuerySet":
        """Return those that are offered."""
        return self.filter(is_active=True)


class BookingQuerySet(BulkQuerySet["Booking"]):
    """Bookings."""

    def live(self) -> "BookingQuerySet":
        """Return those that are not deleted."""
        return self.filter(deleted_at=None)

    def upcoming(self, day: date) -> "BookingQuerySet":
        """Return those from that day on that wait for their deposit or are confirmed, the next one first."""
        return self.live().filter(status__in=("deposit_pending", "confirmed"), date__gte=day).order_by("date", "slot")

    def deposit_overdue(self, now: datetime | None = None) -> "BookingQuerySet":
        """Return those whose internal deadline is over without a deposit, and that nobody holds."""
        return self.live().filter(
            internal_deadline__lt=now or timezone.now(),
            status="deposit_pending",
            hold_on_request=False,
            deposit_confirmed_at=None,
        )

    def request(self, *, customer: "Customer", **columns: Any) -> "Booking":
        """Store what a customer asks for, at the customer's station; ``columns`` are the others.

        Where they say ``sms_consent=True``, it is noted when that was.
        """
        if columns.get("sms_consent"):
            columns.setdefault("sms_consent_timestamp", timezone.now())
        return self.create(customer=customer, **{"station_id": customer.station_id, **columns})


class MessageThreadQuerySet(BulkQuerySet["MessageThread"]):
    """Threads."""

    def live(self) -> "MessageThreadQuerySet":
        """Return those that are not deleted."""
        return self.filter(deleted_at=None)


class SocialThreadQuerySet(BulkQuerySet["SocialThread"]):
    """Conversations on social platforms."""

    def unread(self) -> "SocialThreadQuerySet":
        """Return those with a message that nobody has read, who waits longest first."""
        return self.filter(unread_count__gt=0).order_by("last_message_at")


class ReviewQuerySet(BulkQuerySet["Review"]):
    """Reviews."""

    def response_overdue(self, now: datetime | None = None) -> "ReviewQuerySet":
        """Return those that should have been answered by now, the longest overdue first; by an index of their own."""
        return self.filter(response_due_at__lt=now or timezone.now(), responded_at=None).order_by("response_due_at")
