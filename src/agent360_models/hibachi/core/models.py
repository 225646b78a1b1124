"""Customers, chefs, bookings with their deposit, prices, conversations and reviews."""

import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, cast

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import IntegrityError, models, router, transaction
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils import timezone

from agent360_models.base.transitions import find
from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import ChefUnavailableError, IllegalTransitionError, PaymentRefusedError
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.core import transitions
from agent360_models.hibachi.core.querysets import (
    WEEKDAYS,
    BookingCustomerQuerySet,
    BookingQuerySet,
    ChefQuerySet,
    ChefTimeOffQuerySet,
    MessageThreadQuerySet,
    PricingTierQuerySet,
    ReviewQuerySet,
)
from agent360_models.indexes import Index
from agent360_models.names import qualified

if TYPE_CHECKING:
    from agent360_models.hibachi.identity.models import User

CENT = Decimal("0.01")


def validate_weekly_hours(hours: Any) -> None:
    """Refuse what ``Chef.weekly_hours`` could not be read as.

    Raises ``ValidationError``.
    """
    clock = re.compile(r"[0-4]\d:[0-5]\d")
    if not isinstance(hours, dict):
        raise ValidationError("Give an object with a weekday for each key.", code="invalid_hours")
    for day, window in hours.items():
        if day not in WEEKDAYS:
            raise ValidationError(
                "“%(day)s” is no weekday. Choose from monday to sunday.", code="invalid_hours", params={"day": day}
            )
        is_window = isinstance(window, list) and [type(time) for time in window] == [str, str]
        if not is_window or not all(map(clock.fullmatch, window)) or window[0] >= window[1]:
            raise ValidationError(
                'From when until when on %(day)s? Give two times, such as ["16:00", "26:00"].',
                code="invalid_hours",
                params={"day": day},
            )


class Customer(models.Model):
    """Somebody who asks for a chef; written when the first request arrives, and by the people of the station."""

    class Channel(models.TextChoices):
        """How the customer wants to hear from us."""

        EMAIL = "email", "E-mail"
        SMS = "sms", "SMS"
        PHONE = "phone", "Phone"
        SOCIAL = "social", "Social media"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    station = models.ForeignKey(
        "hibachi_identity.Station",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="customers",
    )
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, default="", blank=True)
    email = models.EmailField(max_length=254, null=True, blank=True)
    phone = models.CharField(max_length=32, null=True, blank=True, help_text="As dialled from abroad: +15551234567.")
    preferred_channel = PgEnumField(enum=Channel, type_name="contact_channel", schema="core", default=Channel.EMAIL)
    preferences = models.JSONField(
        default=dict, blank=True, help_text="Allergies, favourite proteins and the like, as the forms ask for them."
    )
    notes = models.TextField(default="", blank=True)
    email_opt_in = models.BooleanField(default=False, help_text="Whether newsletters may be sent.")
    sms_opt_in = models.BooleanField(default=False, help_text="Whether advertising may be sent by SMS.")
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BookingCustomerQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "customers")
        constraints = [
            models.UniqueConstraint(
                "station",
                Lower("email"),
                name="uq_customers_station_email",
                violation_error_message="The station has a customer with this e-mail address already.",
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False),
                name="ck_customers_reachable",
                violation_error_message="A customer has an e-mail address or a phone number.",
            ),
        ]
        indexes = [
            Index(fields=["phone"], name="ix_core_customers_phone"),
            Index(fields=["last_name", "first_name"], name="ix_core_customers_name"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Chef(models.Model):
    """Somebody who cooks at a customer's home; written by the people of the station."""

    class Status(models.TextChoices):
        """Whether bookings may be given to the chef."""

        ACTIVE = "active", "Active"
        ON_LEAVE = "on_leave", "On leave"
        INACTIVE = "inactive", "Inactive"

    class Skill(models.TextChoices):
        """What the chef can do."""

        TEPPANYAKI = "teppanyaki", "Teppanyaki"
        SUSHI = "sushi", "Sushi"
        SHOW = "show", "Fire show"
        VEGAN = "vegan", "Vegan"
        GLUTEN_FREE = "gluten_free", "Gluten-free"
        HALAL = "halal", "Halal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    station = models.ForeignKey(
        "hibachi_identity.Station",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="chefs",
    )
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, default="", blank=True)
    email = models.EmailField(max_length=254, unique=True, null=True, blank=True)
    phone = models.CharField(max_length=32, null=True, blank=True)
    status = PgEnumField(enum=Status, type_name="chef_status", schema="core", default=Status.ACTIVE)
    skills = ArrayField(PgEnumField(enum=Skill, type_name="chef_skill", schema="core"), default=list, blank=True)
    weekly_hours = models.JSONField(
        default=dict,
        blank=True,
        validators=[validate_weekly_hours],
        help_text=(
            'From when until when on each day the chef may work: {"friday": ["16:00", "26:00"]}, in the time zone'
            " of the station. Hours past 24 belong to the next day. A day that is not there is free time."
        ),
    )
    max_guests = models.SmallIntegerField(default=30, help_text="How many guests the chef serves alone.")
    bio = models.TextField(default="", blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ChefQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "chefs")
        constraints = [
            models.CheckConstraint(
                condition=Q(max_guests__gt=0),
                name="ck_chefs_max_guests",
                violation_error_message="A chef serves at least one guest.",
            ),
        ]
        indexes = [
            Index(fields=["station", "status"], name="ix_core_chefs_station_id"),
            GinIndex(fields=["skills"], name="ix_core_chefs_skills"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class ChefTimeOff(models.Model):
    """One time in which a chef takes no booking; written by the chef, or by the people of the station."""

    class Kind(models.TextChoices):
        """Why."""

        VACATION = "vacation", "Vacation"
        SICK = "sick", "Sick"
        PERSONAL = "personal", "Personal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chef = models.ForeignKey(
        "hibachi_core.Chef", on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="times_off"
    )
    kind = PgEnumField(enum=Kind, type_name="time_off_kind", schema="core", default=Kind.VACATION)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    notes = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ChefTimeOffQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "chef_time_off")
        verbose_name_plural = "chef time off"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="ck_chef_time_off_times",
                violation_error_message="Time off ends after it starts.",
            ),
        ]
        indexes = [Index(fields=["chef", "starts_at"], name="ix_core_chef_time_off_chef_id")]

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts_at:%Y-%m-%d}"


class PricingTier(models.Model):
    """What a guest costs, and how much of the price is the deposit; written by the administrators."""

    class Level(models.TextChoices):
        """Which of the four kinds of offer it is."""

        STANDARD = "standard", "Standard"
        PREMIUM = "premium", "Premium"
        DELUXE = "deluxe", "Deluxe"
        CUSTOM = "custom", "Custom"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    level = PgEnumField(enum=Level, type_name="pricing_level", schema="core", default=Level.STANDARD)
    name = models.CharField(max_length=100, unique=True)
    description = models.TextField(default="", blank=True)
    price_per_adult = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True, help_text="Empty where each offer has its own price."
    )
    price_per_child = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    minimum_total = models.DecimalField(
        max_digits=10, decimal_places=2, default=0, help_text="What a party costs however few come."
    )
    deposit_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    deposit_minimum = models.DecimalField(
        max_digits=10, decimal_places=2, default=0, help_text="The deposit is no less, unless the whole price is."
    )
    is_active = models.BooleanField(default=True, help_text="Whether it is offered; bookings keep it in any case.")
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PricingTierQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "pricing_tiers")
        constraints = [
            models.CheckConstraint(
                condition=Q(price_per_adult__gte=0)
                & Q(price_per_child__gte=0)
                & Q(minimum_total__gte=0)
                & Q(deposit_minimum__gte=0),
                name="ck_pricing_tiers_amounts",
                violation_error_message="No amount is below zero.",
            ),
            models.CheckConstraint(
                condition=Q(deposit_percent__gte=0, deposit_percent__lte=100),
                name="ck_pricing_tiers_deposit_percent",
                violation_error_message="The deposit is between 0 and 100 percent.",
            ),
            models.CheckConstraint(
                condition=Q(level="custom") | Q(price_per_adult__isnull=False, price_per_child__isnull=False),
                name="ck_pricing_tiers_prices",
                violation_error_message="Only a custom tier has no price for adults and children.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def total_for(self, guests: int, children: int = 0) -> Decimal:
        """Return what a party of ``guests`` costs, ``children`` of them at the price of children.

        Raises ``ValueError`` for a custom tier that has no prices.
        """
        if self.price_per_adult is None or self.price_per_child is None:
            raise ValueError(f"Pricing tier {self.pk} has no price per guest: agree on the total, and give it.")
        price = (guests - children) * self.price_per_adult + children * self.price_per_child
        return max(price, self.minimum_total).quantize(CENT, ROUND_HALF_UP)

    def deposit_for(self, total: Decimal) -> Decimal:
        """Return the deposit on a total: ``deposit_percent`` of it, half a cent rounded up.

        It is no less than ``deposit_minimum``, and no more than the total.
        """
        percent = (total * self.deposit_percent / 100).quantize(CENT, ROUND_HALF_UP)
        return min(max(percent, self.deposit_minimum), total)


class Booking(models.Model):
    """One party at a customer's home, from the request to the day after.

    Written by the booking form, and by the people of the station. The status moves by ``transition_to()`` only,
    whose steps are ``transitions.STEPS``, and what is paid by ``record_payment()`` only.
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

    def record_payment(
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
    """Money that was received for a booking, or given back; written once, by ``Booking.record_payment()``."""

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
        validators=[MinValueValidator(CENT)],
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


class MessageThread(models.Model):
    """What a customer and the station write to each other on one channel; kept in step by ``post()``."""

    class Channel(models.TextChoices):
        """Where it is written."""

        SMS = "sms", "SMS"
        EMAIL = "email", "E-mail"
        WEB_CHAT = "web_chat", "Chat of the website"

    class Status(models.TextChoices):
        """Whether somebody has to do something."""

        OPEN = "open", "Open"
        WAITING = "waiting", "Waiting for the customer"
        CLOSED = "closed", "Closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="message_threads",
    )
    booking = models.ForeignKey(
        "hibachi_core.Booking",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="message_threads",
        help_text="What it is about, if that is one booking.",
    )
    channel = PgEnumField(enum=Channel, type_name="thread_channel", schema="core")
    status = PgEnumField(enum=Status, type_name="thread_status", schema="core", default=Status.OPEN)
    subject = models.CharField(max_length=200, default="", blank=True)
    last_message_at = models.DateTimeField(null=True, blank=True, editable=False)
    unread_count = models.IntegerField(
        default=0, editable=False, help_text="How many messages of the customer nobody of the station has read."
    )
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = MessageThreadQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "message_threads")
        constraints = [
            models.CheckConstraint(
                condition=Q(unread_count__gte=0),
                name="ck_message_threads_unread_count",
                violation_error_message="The number of unread messages is not below zero.",
            ),
        ]
        indexes = [
            Index(fields=["customer", "last_message_at"], name="ix_core_message_threads_customer_id"),
            Index(fields=["booking"], name="ix_core_message_threads_booking_id"),
            Index(fields=["status", "last_message_at"], name="ix_core_message_threads_status"),
        ]

    def __str__(self) -> str:
        return f"Thread {self.pk}"

    def post(
        self,
        *,
        direction: str,
        body: str,
        sent_at: datetime | None = None,
        external_id: str | None = None,
        using: str | None = None,
        **columns: Any,
    ) -> "tuple[Message, bool]":
        """Store a message and bring the thread in step with it, in one transaction.

        ``last_message_at`` moves forward, never back. A message of the customer counts as unread and opens the
        thread; one of the station makes it wait for the customer. The row is locked, so any number of callers
        count exactly. ``columns`` are others of ``Message``, such as ``author``.

        Returns the message, and whether it is new: one whose ``external_id`` is stored already, as when a webhook
        comes twice, is returned as it is and not counted again.
        """
        alias = using or router.db_for_write(type(self), instance=self)
        moment = sent_at or timezone.now()
        values = {"direction": Message.Direction(direction), "body": body, "sent_at": moment, **columns}
        messages = Message.objects.using(alias)
        with transaction.atomic(using=alias):
            stored = self._rows(alias).select_for_update(no_key=True).get()
            if external_id is None:
                message, is_new = messages.create(thread=self, **values), True
            else:
                message, is_new = messages.get_or_create(external_id=external_id, defaults={"thread": self, **values})
            if is_new:
                is_inbound = direction == "inbound"
                stored.unread_count += is_inbound
                stored.status = self.Status.OPEN if is_inbound else self.Status.WAITING
                stored.last_message_at = max(filter(None, (stored.last_message_at, moment)))
                stored.save(using=alias, update_fields=["unread_count", "status", "last_message_at", "updated_at"])
        self.refresh_from_db(using=alias, fields=["unread_count", "status", "last_message_at", "updated_at"])
        return message, is_new

    def mark_read(self, *, using: str | None = None) -> None:
        """Say that somebody of the station has read all that the customer wrote."""
        alias = using or router.db_for_write(type(self), instance=self)
        self._rows(alias).update(unread_count=0, updated_at=timezone.now())
        self.refresh_from_db(using=alias, fields=["unread_count", "updated_at"])

    def _rows(self, alias: str) -> "models.QuerySet[MessageThread]":
        """Return the stored row of this object."""
        return MessageThread.objects.using(alias).filter(pk=self.pk)


class Message(models.Model):
    """One message of a thread; written by ``MessageThread.post()``, and later only its status."""

    class Direction(models.TextChoices):
        """Who wrote it."""

        INBOUND = "inbound", "From the customer"
        OUTBOUND = "outbound", "To the customer"

    class Status(models.TextChoices):
        """How far it came."""

        QUEUED = "queued", "Queued"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        READ = "read", "Read"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(
        "hibachi_core.MessageThread",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="messages",
    )
    author = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="written_messages",
        help_text="Who of the station wrote it; empty for the customer's, and for those that no person wrote.",
    )
    direction = PgEnumField(enum=Direction, type_name="message_direction", schema="core")
    status = PgEnumField(enum=Status, type_name="message_status", schema="core", default=Status.SENT)
    body = models.TextField()
    sent_at = models.DateTimeField(default=timezone.now)
    external_id = models.CharField(
        max_length=255,
        unique=True,
        null=True,
        blank=True,
        help_text="The provider's id; the same one again is the same message.",
    )
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(direction="outbound") | Q(author__isnull=True),
                name="ck_messages_author",
                violation_error_message="A message of the customer has no author of the station.",
            ),
        ]
        indexes = [
            Index(fields=["thread", "sent_at"], name="ix_core_messages_thread_id"),
            Index(fields=["author"], name="ix_core_messages_author_id"),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"


class SocialThread(models.Model):
    """A conversation on a page of the business; written by the platform's webhooks, one row for each there."""

    class Kind(models.TextChoices):
        """What it began with."""

        DIRECT_MESSAGE = "direct_message", "Direct message"
        COMMENT = "comment", "Comment"
        MENTION = "mention", "Mention"
        REVIEW = "review", "Review"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    social_account = models.ForeignKey(
        "hibachi_identity.SocialAccount",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="social_threads",
        help_text="The page.",
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="social_threads",
        help_text="Empty until somebody knows who it is.",
    )
    kind = PgEnumField(enum=Kind, type_name="social_thread_kind", schema="core", default=Kind.DIRECT_MESSAGE)
    status = PgEnumField(
        enum=MessageThread.Status, type_name="thread_status", schema="core", default=MessageThread.Status.OPEN
    )
    external_id = models.CharField(max_length=255, help_text="The platform's id of the conversation.")
    participant_handle = models.CharField(
        max_length=255, default="", blank=True, help_text="Who writes, as the platform has it."
    )
    last_message_at = models.DateTimeField(null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "social_threads")
        constraints = [
            models.UniqueConstraint(
                fields=["social_account", "external_id"],
                name="uq_social_threads_account_external_id",
                violation_error_message="The page has this conversation already.",
            ),
        ]
        indexes = [
            Index(fields=["customer"], name="ix_core_social_threads_customer_id"),
            Index(fields=["status", "last_message_at"], name="ix_core_social_threads_status"),
        ]

    def __str__(self) -> str:
        return f"Social thread {self.pk}"


class Review(models.Model):
    """What a customer says of a party, once for each; shown when somebody has approved it."""

    class Status(models.TextChoices):
        """What moderation says."""

        PENDING = "pending", "Pending"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.OneToOneField(
        "hibachi_core.Booking", on_delete=models.CASCADE, db_constraint=False, related_name="review"
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer", on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="reviews"
    )
    rating = models.SmallIntegerField(help_text="1 to 5 stars.")
    title = models.CharField(max_length=200, default="", blank=True)
    body = models.TextField(default="", blank=True)
    status = PgEnumField(enum=Status, type_name="review_status", schema="core", default=Status.PENDING, editable=False)
    moderated_by = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        editable=False,
        related_name="moderated_reviews",
    )
    moderated_at = models.DateTimeField(null=True, blank=True, editable=False)
    rejection_reason = models.TextField(null=True, blank=True, editable=False)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=5),
                name="ck_reviews_rating",
                violation_error_message="A review has 1 to 5 stars.",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", moderated_at__isnull=True, moderated_by__isnull=True)
                | (~Q(status="pending") & Q(moderated_at__isnull=False)),
                name="ck_reviews_moderated",
                violation_error_message="A review says when it was moderated, unless it is pending.",
            ),
            models.CheckConstraint(
                condition=Q(status="rejected", rejection_reason__isnull=False)
                | (~Q(status="rejected") & Q(rejection_reason__isnull=True)),
                name="ck_reviews_rejection_reason",
                violation_error_message="A rejected review says why, and no other does.",
            ),
        ]
        indexes = [
            Index(fields=["customer"], name="ix_core_reviews_customer_id"),
            Index(fields=["moderated_by"], name="ix_core_reviews_moderated_by_id"),
            Index(fields=["status", "created_at"], name="ix_core_reviews_status"),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk}"

    def approve(self, moderator: "User | None" = None, *, using: str | None = None) -> None:
        """Let the review be shown, and note who says so and when; also one that was rejected before.

        Raises ``IllegalTransitionError`` where it is approved already.
        """
        self._moderate(self.Status.APPROVED, moderator, reason=None, using=using)

    def reject(self, moderator: "User | None" = None, *, reason: str, using: str | None = None) -> None:
        """Keep the review from being shown, and note who says so, when and why; also one that was approved before.

        Raises ``IllegalTransitionError`` where it is rejected already, ``ValueError`` without a reason.
        """
        if not reason.strip():
            raise ValueError(f"Review {self.pk} is rejected only with a reason: say what is wrong with it.")
        self._moderate(self.Status.REJECTED, moderator, reason=reason, using=using)

    def _moderate(self, status: Status, moderator: "User | None", *, reason: str | None, using: str | None) -> None:
        alias = using or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            stored = Review.objects.using(alias).select_for_update(no_key=True).get(pk=self.pk)
            if stored.status == status:
                raise IllegalTransitionError(f"Review {self.pk} is {status.value} already, so nothing was changed.")
            values = {
                "status": status,
                "moderated_by": moderator,
                "moderated_at": timezone.now(),
                "rejection_reason": reason,
            }
            for name, value in values.items():
                setattr(stored, name, value)
            stored.save(using=alias, update_fields=[*values, "updated_at"])
        for name in [*values, "updated_at"]:
            setattr(self, name, getattr(stored, name))


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
