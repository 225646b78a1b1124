"""Bookings, from the request to the day after, and the money received for them."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import IntegrityError, models, router, transaction
from django.db.models import F, Func, Q
from django.utils import timezone

from agent360_models.base._forms import FormErrors
from agent360_models.base.transitions import find
from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.core import transitions
from agent360_models.hibachi.core.models.chefs import Chef, ChefTimeOff
from agent360_models.hibachi.core.querysets import BookingQuerySet
from agent360_models.hibachi.exceptions import ChefUnavailableError, PaymentRefusedError
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["Booking", "Payment"]


class Booking(FormErrors):
    """One party at a customer's home, from the request to the day after.

    Written by the booking form, and by the people of the station. The status moves by ``transition_to()`` only,
    whose steps are ``transitions.STEPS``, and what is paid by ``get_or_record_payment()`` only.
    """

    class Status(models.TextChoices):
        """How far the booking is."""

        REQUESTED = "requested", "Requested"
        DEPOSIT_PENDING = "deposit_pending", "Waiting for the deposit"
        CONFIRMED = "confirmed", "Confirmed"
        COMPLETED = "completed", "Completed"
        CANCELLED = "cancelled", "Cancelled"
        NO_SHOW = "no_show", "No show"

    class Source(models.TextChoices):
        """Where the request came from."""

        WEBSITE = "website", "Website"
        PHONE = "phone", "Phone"
        SMS = "sms", "SMS"
        SOCIAL = "social", "Social media"
        STAFF = "staff", "Staff"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="bookings",
    )
    station = models.ForeignKey(
        "hibachi_identity.Station",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="bookings",
    )
    chef = models.ForeignKey(
        "hibachi_core.Chef",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="bookings",
    )
    pricing_tier = models.ForeignKey(
        "hibachi_core.PricingTier",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="bookings",
    )
    status = PgEnumField(
        enum=Status, type_name="booking_status", schema="core", default=Status.REQUESTED, editable=False
    )
    source = PgEnumField(enum=Source, type_name="booking_source", schema="core", default=Source.WEBSITE)

    # The party
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="When the chef is free again, the way back included.")
    guests = models.SmallIntegerField(help_text="All of them, children included.")
    children = models.SmallIntegerField(default=0, help_text="How many of the guests pay the price of children.")
    address = models.TextField(default="", blank=True)
    city = models.CharField(max_length=100, default="", blank=True)
    state = models.CharField(max_length=2, default="", blank=True)
    postal_code = models.CharField(max_length=10, default="", blank=True)
    special_requests = models.TextField(default="", blank=True)

    # Money
    total_amount = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    deposit_due = models.DecimalField(max_digits=10, decimal_places=2, default=0, help_text="A part of the total.")
    deposit_due_at = models.DateTimeField(null=True, blank=True, help_text="Until when the deposit is waited for.")
    deposit_waived = models.BooleanField(default=False, help_text="Whether the booking stands without the deposit.")
    deposit_paid_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the payments reached the deposit."
    )
    amount_paid = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        default=0,
        editable=False,
        help_text="Deposit included, less what was given back.",
    )

    # How it went
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was completed, cancelled or found to be a no show."
    )
    cancellation_reason = models.TextField(null=True, blank=True, editable=False)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "bookings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="ck_bookings_times",
                violation_error_message="A booking ends after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(guests__gte=1, guests__lte=200),
                name="ck_bookings_guests",
                violation_error_message="A booking is for 1 to 200 guests.",
            ),
            models.CheckConstraint(
                condition=Q(children__gte=0, children__lte=F("guests")),
                name="ck_bookings_children",
                violation_error_message="The children are some of the guests.",
            ),
            models.CheckConstraint(
                condition=Q(deposit_due__gte=0, deposit_due__lte=F("total_amount")),
                name="ck_bookings_deposit_due",
                violation_error_message="The deposit is a part of the total.",
            ),
            models.CheckConstraint(
                condition=Q(amount_paid__gte=0, amount_paid__lte=F("total_amount")),
                name="ck_bookings_amount_paid",
                violation_error_message="No more is paid than the total, and no more given back than was paid.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=transitions.HOLDING) | Q(chef__isnull=False, total_amount__gt=0),
                name="ck_bookings_offer",
                violation_error_message="From the offer on, a booking has a chef and a price.",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(deposit_waived=True) | Q(amount_paid__gte=F("deposit_due")),
                name="ck_bookings_deposit",
                violation_error_message="A confirmed booking has its deposit paid, or waived.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=transitions.AFTER_CONFIRMATION) | Q(confirmed_at__isnull=False),
                name="ck_bookings_confirmed_at",
                violation_error_message="A confirmed booking says when it was confirmed.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=transitions.CLOSED, closed_at__isnull=False)
                | (~Q(status__in=transitions.CLOSED) & Q(closed_at__isnull=True)),
                name="ck_bookings_closed_at",
                violation_error_message="A booking that is over says since when, and no other does.",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | Q(cancellation_reason__isnull=False),
                name="ck_bookings_cancellation_reason",
                violation_error_message="A cancelled booking says why.",
            ),
            ExclusionConstraint(
                expressions=[
                    ("chef", RangeOperators.EQUAL),
                    (
                        Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(chef__isnull=False, status__in=transitions.HOLDING),
                name="ex_bookings_chef_time",
                violation_error_message="The chef has another booking at this time.",
                violation_error_code="chef_unavailable",
            ),
        ]
        indexes = [
            Index(fields=["customer", "starts_at"], name="ix_core_bookings_customer_id"),
            Index(fields=["station", "starts_at"], name="ix_core_bookings_station_id"),
            Index(fields=["chef", "starts_at"], name="ix_core_bookings_chef_id"),
            Index(fields=["pricing_tier"], name="ix_core_bookings_pricing_tier_id"),
            Index(fields=["starts_at"], name="ix_core_bookings_starts_at"),
            Index(
                fields=["deposit_due_at"],
                name="ix_core_bookings_deposit_due_at",
                condition=Q(status="deposit_pending"),
            ),
        ]

    def __str__(self) -> str:
        return f"Booking {self.pk}"

    def clean(self) -> None:
        """Refuse times that are no range: the database could not even compare them with those of others."""
        super().clean()
        # None where a form was not filled in.
        start, end = cast("tuple[datetime | None, datetime | None]", (self.starts_at, self.ends_at))
        if start and end and end <= start:
            raise ValidationError({"ends_at": "A booking ends after it starts."})

    def validate_constraints(self, exclude: Iterable[str] | None = None) -> None:
        """Hold a form to the rules that its columns have together with those that no form shows, as the status."""
        hidden = {field.name for field in self._meta.fields if not field.editable}
        super().validate_constraints(exclude=set(exclude or ()) - hidden)

    @property
    def balance_due(self) -> Decimal:
        """What is still to be paid."""
        return self.total_amount - self.amount_paid

    @property
    def is_deposit_covered(self) -> bool:
        """Whether the deposit is paid or waived."""
        return self.deposit_waived or self.amount_paid >= self.deposit_due

    def transition_to(self, status: str, *, reason: str | None = None, using: str | None = None) -> None:
        """Take the step from the stored status to ``status``, and bring this object up to date.

        The row is locked, so that of two callers only one takes the step. Only what the step changes is written.
        ``reason`` belongs to a cancellation and to no other step.

        Raises ``IllegalTransitionError`` for a step that does not exist, or whose requirements the stored row does
        not meet; ``ChefUnavailableError`` where the chef's time is taken; ``ValueError`` for a reason that is
        missing or does not belong there; ``DoesNotExist`` for a row that is gone. Nothing is changed then.
        """
        with self._locked(using) as (stored, alias):
            now = timezone.now()
            step = find(transitions.STEPS, stored.status, status, row=f"Booking {self.pk}")
            transitions.check(step, stored, reason=reason, now=now)
            values: dict[str, Any] = {"status": self.Status(step.new)}
            if step.stamps:
                values[step.stamps] = now
            if step.needs_reason:
                values["cancellation_reason"] = reason
            begins_to_hold = step.new in transitions.HOLDING and step.old not in transitions.HOLDING
            self._write(stored, values, takes_time=begins_to_hold, alias=alias)

    def assign(self, chef: Chef, *, using: str | None = None) -> None:
        """Give the booking to a chef, and write nothing else.

        Raises ``ChefUnavailableError`` where the booking would hold the chef's time, and that is taken.
        """
        with self._locked(using) as (stored, alias):
            holds = stored.status in transitions.HOLDING
            self._write(stored, {"chef": chef}, takes_time=holds, alias=alias)

    def reschedule(self, starts_at: datetime, ends_at: datetime, *, using: str | None = None) -> None:
        """Move the booking to another time, and write nothing else.

        Raises ``ChefUnavailableError`` where the booking holds its chef's time, and the new one is taken;
        ``ValidationError`` for times that are no range.
        """
        with self._locked(using) as (stored, alias):
            holds = stored.status in transitions.HOLDING
            self._write(stored, {"starts_at": starts_at, "ends_at": ends_at}, takes_time=holds, alias=alias)

    @contextmanager
    def taking_chef_time(self, *, using: str | None = None) -> Iterator[None]:
        """Take turns with all others who want the time of this booking's chef, for whoever writes it within.

        The chef's row is locked. Without it the database still lets no two overlap, but of two writers at the same
        moment it may break off one as a deadlock. A transaction around stays usable.

        Raises ``ChefUnavailableError`` where the database finds another booking at this time.
        """
        alias = using or router.db_for_write(type(self), instance=self)
        try:
            with transaction.atomic(using=alias):
                # A list, so that the query is sent: it is there for the lock. A booking may have no chef.
                list(Chef.objects.using(alias).filter(pk__in=[self.chef_id]).select_for_update(no_key=True))
                yield
        except IntegrityError as error:
            if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != "ex_bookings_chef_time":
                raise
            raise ChefUnavailableError(
                f"Chef {self.chef_id} cannot take booking {self.pk}: there is another booking"
                f" between {self.starts_at} and {self.ends_at}. Choose another chef, or another time."
            ) from error

    def get_or_record_payment(
        self,
        amount: Decimal,
        *,
        provider: str,
        reference: str,
        kind: str = "charge",
        paid_at: datetime | None = None,
        using: str | None = None,
    ) -> "tuple[Payment, bool]":
        """Store money that was received for this booking, or given back, and what is paid now, in one transaction.

        The row is locked, so that any number of callers add up. Returns the payment, and whether it is new: a
        ``reference`` of the provider that is recorded already, as when a webhook comes twice, changes nothing.
        The status stays; ``transition_to("confirmed")`` is the caller's next step.

        Raises ``PaymentRefusedError`` where more would be paid than the total, or given back than was paid, where
        a confirmed booking would lose its deposit, and where the reference is recorded as something else;
        ``ValidationError`` for an amount that is none. Nothing is changed then.
        """
        amount = Payment._meta.get_field("amount").clean(amount, None)
        with self._locked(using) as (stored, alias):
            moment = paid_at or timezone.now()
            payment, is_new = Payment.objects.using(alias).get_or_create(
                provider=Payment.Provider(provider),
                reference=reference,
                defaults={"booking": stored, "kind": Payment.Kind(kind), "amount": amount, "paid_at": moment},
            )
            if not is_new:
                _check_same(payment, booking=stored, kind=kind, amount=amount)
                return payment, False
            stored.amount_paid += amount if kind == "charge" else -amount
            _check_paid(stored)
            values: dict[str, Any] = {"amount_paid": stored.amount_paid}
            if stored.deposit_paid_at is None and stored.amount_paid >= stored.deposit_due:
                values["deposit_paid_at"] = moment
            self._write(stored, values, takes_time=False, alias=alias)
        return payment, True

    @contextmanager
    def _locked(self, using: str | None) -> "Iterator[tuple[Booking, str]]":
        """Lock the stored row within a transaction, and give it with its alias."""
        alias = using or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            yield Booking.objects.using(alias).select_for_update(no_key=True).get(pk=self.pk), alias

    def _write(self, stored: "Booking", values: dict[str, Any], *, takes_time: bool, alias: str) -> None:
        """Write ``values`` to the stored row, and then to this object."""
        for name, value in values.items():
            setattr(stored, name, value)
        stored.clean()
        if takes_time:
            _check_time_off(stored, alias)
        with stored.taking_chef_time(using=alias) if takes_time else nullcontext():
            stored.save(using=alias, update_fields=[*values, "updated_at"])
        for name in [*values, "updated_at"]:
            setattr(self, name, getattr(stored, name))


class Payment(models.Model):
    """Money that was received for a booking, or given back; written once, by ``Booking.get_or_record_payment()``."""

    class Kind(models.TextChoices):
        """Which way the money went."""

        CHARGE = "charge", "Received"
        REFUND = "refund", "Given back"

    class Provider(models.TextChoices):
        """How it went."""

        STRIPE = "stripe", "Stripe"
        VENMO = "venmo", "Venmo"
        ZELLE = "zelle", "Zelle"
        CASH = "cash", "Cash"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.ForeignKey(
        "hibachi_core.Booking",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="payments",
    )
    kind = PgEnumField(enum=Kind, type_name="payment_kind", schema="core", default=Kind.CHARGE)
    provider = PgEnumField(enum=Provider, type_name="payment_provider", schema="core")
    reference = models.CharField(
        max_length=255, help_text="The provider's id of the payment, or the receipt's; it is recorded once."
    )
    amount = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="Above zero, also where it is given back.",
    )
    paid_at = models.DateTimeField(default=timezone.now)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "payments")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "reference"],
                name="uq_payments_provider_reference",
                violation_error_message="This payment of the provider is recorded already.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="ck_payments_amount",
                violation_error_message="The amount of a payment is above zero.",
            ),
        ]
        indexes = [
            Index(fields=["booking"], name="ix_core_payments_booking_id"),
            Index(fields=["paid_at"], name="ix_core_payments_paid_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


def _check_time_off(booking: Booking, alias: str) -> None:
    """Raise ``ChefUnavailableError`` where the chef of the booking has time off then."""
    times_off = ChefTimeOff.objects.using(alias).filter(chef=booking.chef)
    if times_off.overlapping(booking.starts_at, booking.ends_at).exists():
        raise ChefUnavailableError(
            f"Chef {booking.chef_id} cannot take booking {booking.pk}: the chef has time off"
            f" between {booking.starts_at} and {booking.ends_at}. Choose another chef, or another time."
        )


def _check_paid(booking: Booking) -> None:
    """Raise ``PaymentRefusedError`` where ``amount_paid`` is none that the booking may have."""
    if not 0 <= booking.amount_paid <= booking.total_amount:
        raise PaymentRefusedError(
            f"Booking {booking.pk} would have {booking.amount_paid} of {booking.total_amount} paid. Record what was"
            " received up to the total, and what was given back of it."
        )
    if booking.status == Booking.Status.CONFIRMED and not booking.is_deposit_covered:
        raise PaymentRefusedError(
            f"Booking {booking.pk} is confirmed and would have {booking.amount_paid} paid of a deposit of"
            f" {booking.deposit_due}. Cancel it first, or waive the deposit."
        )


def _check_same(payment: Payment, *, booking: Booking, kind: str, amount: Decimal) -> None:
    """Raise ``PaymentRefusedError`` where ``payment`` is another one than what is to be recorded."""
    if (payment.booking_id, payment.kind, payment.amount) != (booking.pk, kind, amount):
        raise PaymentRefusedError(
            f"Payment {payment.pk} has the same reference of {payment.provider}, but it is another one:"
            f" {payment.kind} of {payment.amount} for booking {payment.booking_id}."
            " Give each payment the reference that it has there."
        )
