"""Customers, chefs, bookings with their deposit, prices, conversations and reviews."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils import timezone

from agent360_models.db.fields import PgEnumField
from agent360_models.db.indexes import Index
from agent360_models.db.names import qualified
from agent360_models.db.querysets import BulkQuerySet
from agent360_models.hibachi.core import transitions


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

    objects = BulkQuerySet.as_manager()

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

    objects = BulkQuerySet.as_manager()

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

    objects = BulkQuerySet.as_manager()

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

    objects = BulkQuerySet.as_manager()

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

    objects = BulkQuerySet.as_manager()

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
    amount = models.DecimalField(max_digits=10, decimal_places=2, help_text="Above zero, also where it is given back.")
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

    objects = BulkQuerySet.as_manager()

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

    objects = BulkQuerySet.as_manager()

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
