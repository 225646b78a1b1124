"""Bookings, from the request to the day after the party."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, models, router, transaction
from django.db.models import F, Q
from django.utils import timezone

from agent360_models.base.transitions import find
from agent360_models.fields import MomentField, PgEnumField
from agent360_models.hibachi.core import transitions
from agent360_models.hibachi.core.models.chefs import Chef
from agent360_models.hibachi.core.querysets import BookingQuerySet
from agent360_models.hibachi.exceptions import ChefUnavailableError, InvalidValueError
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["Booking"]

_ONE_PARTY = "ix_core_bookings_chef_slot_unique"


class Booking(models.Model):
    """One party at a customer's home, from the request to the day after the party.

    The booking form and the station's staff write it. Only ``transition_to()`` changes the status, by the steps in
    ``transitions.STEPS``. A row-level security policy shows a row to the active users of its station, and to admins.
    """

    class Status(models.TextChoices):
        """Labels of ``public.booking_status``: the progress of the booking."""

        NEW = "new", "New"
        DEPOSIT_PENDING = "deposit_pending", "Waiting for the deposit"
        CONFIRMED = "confirmed", "Confirmed"
        COMPLETED = "completed", "Completed"
        CANCELLED = "cancelled", "Cancelled"
        NO_SHOW = "no_show", "No show"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        verbose_name="Customer",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="bookings",
        help_text="Who asked for the chef; cannot be deleted while the booking is there.",
    )

    # The party
    date = models.DateField(verbose_name="Date", help_text="In the station's time zone.")
    slot = models.TimeField(verbose_name="Slot", help_text="When the party begins, in the station's time zone.")
    address_encrypted = models.TextField(
        verbose_name="Encrypted address", help_text="As the platform encrypts it, with a key that is the platform's."
    )
    zone = models.CharField(verbose_name="Zone", max_length=50, help_text="Where it is; see Chef.zones.")
    chef = models.ForeignKey(
        "hibachi_core.Chef",
        verbose_name="Chef",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="bookings",
        help_text="Empty until somebody is assigned; a cancellation takes the chef off.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="booking_status",
        schema="public",
        default=Status.NEW,
        editable=False,
        help_text="Moved by transition_to(), one step at a time; the database has no rule about it.",
    )
    party_adults = models.IntegerField(
        verbose_name="Adults", help_text="How many grown-ups come to the party; at least 1."
    )
    party_kids = models.IntegerField(
        verbose_name="Kids", default=0, help_text="How many children come to the party; 0 or more."
    )
    deposit_due_cents = models.IntegerField(
        verbose_name="Deposit due in cents", default=0, help_text="A part of the total; 0 or more."
    )
    total_due_cents = models.IntegerField(
        verbose_name="Total due in cents", help_text="At least as much as the deposit, which it includes."
    )
    menu_items = models.JSONField(
        verbose_name="Menu items", null=True, blank=True, help_text="JSON of the platform; no code here reads it."
    )
    special_requests = models.TextField(verbose_name="Special requests", null=True, blank=True)
    notes = models.TextField(verbose_name="Notes", null=True, blank=True)
    source = models.CharField(verbose_name="Source", max_length=50, help_text="Where the request came from.")
    metadata = models.JSONField(
        verbose_name="Metadata", null=True, blank=True, help_text="JSON of the platform; no code here reads it."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )
    deleted_at = models.DateTimeField(
        verbose_name="Deleted at",
        null=True,
        blank=True,
        help_text="Set where the booking is deleted; its chef is free then.",
    )
    station = models.ForeignKey(
        "hibachi_identity.Station",
        verbose_name="Station",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="bookings",
        help_text="Its active users are shown the row; it cannot be deleted while rows refer to it.",
    )

    # The deposit: the database stores these times without a time zone, in UTC
    customer_deposit_deadline = MomentField(
        verbose_name="Customer deposit deadline",
        zone="UTC",
        null=True,
        blank=True,
        help_text="Until when the customer is asked for the deposit; UTC in the database.",
    )
    internal_deadline = MomentField(
        verbose_name="Internal deadline",
        zone="UTC",
        null=True,
        blank=True,
        help_text="Until when the platform really waits for it; UTC in the database.",
    )
    deposit_deadline = MomentField(
        verbose_name="Deposit deadline",
        zone="UTC",
        null=True,
        blank=True,
        help_text="Another one of the platform's, which nothing here sets; UTC in the database.",
    )
    deposit_confirmed_at = MomentField(
        verbose_name="Deposit confirmed at",
        zone="UTC",
        null=True,
        blank=True,
        editable=False,
        help_text="Stamped by the step to confirmed; UTC in the database.",
    )
    deposit_confirmed_by = models.CharField(
        verbose_name="Deposit confirmed by",
        max_length=255,
        null=True,
        blank=True,
        editable=False,
        help_text="Who said that the money is there, as text; no key of a user.",
    )
    hold_on_request = models.BooleanField(
        verbose_name="Hold on request",
        default=False,
        editable=False,
        help_text="Whether it is kept although no deposit came.",
    )
    held_by = models.CharField(
        verbose_name="Held by",
        max_length=255,
        null=True,
        blank=True,
        editable=False,
        help_text="Who keeps the booking, as text; written by hold(), emptied by release().",
    )
    held_at = MomentField(
        verbose_name="Held at",
        zone="UTC",
        null=True,
        blank=True,
        editable=False,
        help_text="Written by hold(), emptied by release(); UTC in the database.",
    )
    hold_reason = models.TextField(
        verbose_name="Hold reason",
        null=True,
        blank=True,
        editable=False,
        help_text="Why it is kept without a deposit; written by hold(), emptied by release().",
    )
    sms_consent = models.BooleanField(
        verbose_name="SMS consent", default=False, help_text="Whether messages about the booking go by SMS."
    )
    sms_consent_timestamp = models.DateTimeField(verbose_name="Time of the SMS consent", null=True, blank=True)

    units = {"deposit_due_cents": "US cents", "total_due_cents": "US cents"}
    secret_fields = ("address_encrypted",)
    personal_fields = ("special_requests", "notes", "metadata", "deposit_confirmed_by", "held_by", "hold_reason")

    expected_settings = ("app.current_user_id",)  # the policy reads it

    objects = BookingQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "bookings")
        constraints = [
            models.CheckConstraint(
                condition=Q(deposit_due_cents__gte=0),
                name="check_deposit_non_negative",
                violation_error_message="The deposit is not below zero.",
            ),
            models.CheckConstraint(
                condition=Q(party_adults__gt=0),
                name="check_party_adults_positive",
                violation_error_message="At least one adult comes.",
            ),
            models.CheckConstraint(
                condition=Q(party_kids__gte=0),
                name="check_party_kids_non_negative",
                violation_error_message="The number of kids is not below zero.",
            ),
            models.CheckConstraint(
                condition=Q(total_due_cents__gte=F("deposit_due_cents")),
                name="check_total_gte_deposit",
                violation_error_message="The deposit is a part of the total.",
            ),
            models.UniqueConstraint(
                fields=["chef", "date", "slot"],
                condition=Q(chef__isnull=False, deleted_at__isnull=True),
                name=_ONE_PARTY,
                violation_error_message="The chef has another booking in this slot.",
                violation_error_code="chef_unavailable",
            ),
        ]
        indexes = [
            Index(fields=["station", "customer"], name="idx_booking_station_customer"),
            Index(fields=["station", "date", "slot"], name="idx_booking_station_date"),
            Index(fields=["customer_deposit_deadline", "status"], name="ix_bookings_customer_deposit_deadline"),
            Index(
                fields=["internal_deadline", "status", "hold_on_request", "deposit_confirmed_at"],
                name="ix_bookings_internal_deadline",
            ),
            Index(fields=["sms_consent"], name="ix_bookings_sms_consent"),
            Index(fields=["customer"], name="ix_core_bookings_customer_id"),
            Index(fields=["date", "slot"], name="ix_core_bookings_date_slot"),
            Index(fields=["status"], name="ix_core_bookings_status"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.slot!s:.5} ({self.get_status_display()})"

    @property
    def starts_at(self) -> dt.datetime:
        """Start of the party, in its station's time zone."""
        return dt.datetime.combine(self.date, self.slot, ZoneInfo(self.station.timezone))

    def transition_to(self, status: str, *, by: str | None = None, using: str | None = None) -> None:
        """Change the stored status to ``status``, and update this instance.

        The method locks the row, so only one of two concurrent callers changes the status. It writes only the columns
        that the step changes: a confirmation records when and ``by`` whom the deposit was confirmed, and a
        cancellation removes the chef.

        Raises ``IllegalTransitionError``, and changes nothing, if the step does not exist or the stored row does not
        meet its requirements. Raises ``DoesNotExist`` if the row was deleted.
        """
        with self._locked(using) as stored:
            now = timezone.now()
            step = find(transitions.STEPS, stored.status, status, row=f"Booking {self.pk}")
            transitions.check(step, stored, by=by, now=now)
            values: dict[str, Any] = {"status": self.Status(step.new)}
            if step.needs_person:
                values |= {"deposit_confirmed_at": now, "deposit_confirmed_by": by}
            if step.frees_chef:
                values["chef"] = None
            self._write(stored, values)

    def set_deposit_deadlines(
        self, customer: dt.datetime, internal: dt.datetime | None = None, *, using: str | None = None
    ) -> None:
        """Set the deposit deadline that the customer sees, and the later one until which the platform waits.

        Without ``internal``, both deadlines are equal.

        Raises ``InvalidValueError`` if the internal deadline is before the customer's.
        """
        if internal is not None and internal < customer:
            raise InvalidValueError(
                f"Booking {self.pk}: the internal deadline {internal} is before the customer's deadline {customer}."
                " Pass a later internal deadline."
            )
        with self._locked(using) as stored:
            self._write(stored, {"customer_deposit_deadline": customer, "internal_deadline": internal or customer})

    def hold(self, *, by: str, reason: str, using: str | None = None) -> None:
        """Keep the booking although its deposit is missing, and record who decided so, when and why.

        Raises ``InvalidValueError`` without a name or a reason.
        """
        if not by.strip() or not reason.strip():
            raise InvalidValueError(f"Booking {self.pk} was not held: pass by= (a name) and reason=.")
        values = {"hold_on_request": True, "held_by": by, "held_at": timezone.now(), "hold_reason": reason}
        with self._locked(using) as stored:
            self._write(stored, values)

    def release(self, *, using: str | None = None) -> None:
        """End the hold on the booking, and clear who held it."""
        values = {"hold_on_request": False, "held_by": None, "held_at": None, "hold_reason": None}
        with self._locked(using) as stored:
            self._write(stored, values)

    def assign(self, chef: Chef, *, using: str | None = None) -> None:
        """Assign the booking to a chef, and write nothing else.

        Raises ``ChefUnavailableError`` if the chef has another booking in this slot.
        """
        with self._locked(using) as stored:
            self._write(stored, {"chef": chef})

    def reschedule(self, day: dt.date, slot: dt.time, *, using: str | None = None) -> None:
        """Move the booking to another slot, and write nothing else.

        Raises ``ChefUnavailableError`` if the chef has another booking in that slot.
        """
        with self._locked(using) as stored:
            self._write(stored, {"date": day, "slot": slot})

    @contextmanager
    def taking_slot(self, *, using: str | None = None) -> Iterator[None]:
        """Turn the unique violation of a taken slot inside the block into ``ChefUnavailableError``.

        A savepoint keeps an outer transaction usable.

        Raises ``ChefUnavailableError`` if the chef has another booking in this slot.
        """
        alias = using or router.db_for_write(type(self), instance=self)
        try:
            with transaction.atomic(using=alias):
                yield
        except IntegrityError as error:
            if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != _ONE_PARTY:
                raise
            raise ChefUnavailableError(
                f"Chef {self.chef_id} cannot take booking {self.pk}: there is another booking on {self.date} at"
                f" {self.slot}. Choose another chef, or another slot."
            ) from error

    @contextmanager
    def _locked(self, using: str | None) -> "Iterator[Booking]":
        """Open a transaction, lock the stored row, and yield it."""
        alias = using or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            yield Booking.objects.using(alias).select_for_update(no_key=True).get(pk=self.pk)

    def _write(self, stored: "Booking", values: dict[str, Any]) -> None:
        """Write ``values`` to the stored row, and then to this instance."""
        for name, value in values.items():
            setattr(stored, name, value)
        with stored.taking_slot(using=stored._state.db):
            stored.save(update_fields=[*values, "updated_at"])
        for name in [*values, "updated_at"]:
            setattr(self, name, getattr(stored, name))
