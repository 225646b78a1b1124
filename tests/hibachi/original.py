"""Twelve of the tables in SQLAlchemy 2, as the application to which they belong has them."""

import enum
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from sqlalchemy import BigInteger, DateTime, Enum, ForeignKey, Index, Numeric, SmallInteger, String, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship

from agent360_models.hibachi.core import models as core
from agent360_models.hibachi.events import models as events
from agent360_models.hibachi.feedback import models as feedback
from agent360_models.hibachi.identity import models as identity
from agent360_models.hibachi.lead import models as lead


def native(name: str, schema: str, choices: type[TextChoices]) -> Enum:
    """Return a native type of a Python enum, with the values of its members as labels."""
    make: Any = enum.Enum
    members = make(name, {member.name: member.value for member in choices})
    return Enum(members, name=name, schema=schema, values_callable=lambda kind: [member.value for member in kind])


USER_STATUS = native("user_status", "identity", identity.User.Status)
STATION_STATUS = native("station_status", "identity", identity.Station.Status)
CHANNEL = native("contact_channel", "core", core.Customer.Channel)
CHEF_STATUS = native("chef_status", "core", core.Chef.Status)
SKILL = native("chef_skill", "core", core.Chef.Skill)
LEVEL = native("pricing_level", "core", core.PricingTier.Level)
BOOKING_STATUS = native("booking_status", "core", core.Booking.Status)
BOOKING_SOURCE = native("booking_source", "core", core.Booking.Source)
LEAD_SOURCE = native("lead_source", "lead", lead.Lead.Source)
LEAD_STATUS = native("lead_status", "lead", lead.Lead.Status)
LEAD_QUALITY = native("lead_quality", "lead", lead.Lead.Quality)
OUTBOX_STATUS = native("outbox_status", "events", events.OutboxMessage.Status)
REVIEW_STATUS = native("customer_review_status", "feedback", feedback.CustomerReview.Status)
SENTIMENT = native("review_sentiment", "feedback", feedback.CustomerReview.Sentiment)
PLATFORM = native("review_platform", "feedback", feedback.CustomerReview.Platform)
COUPON_KIND = native("coupon_kind", "feedback", feedback.DiscountCoupon.Kind)


def now() -> datetime:
    return datetime.now(UTC)


class Base(DeclarativeBase):
    type_annotation_map = {
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        Decimal: Numeric(10, 2),
        str: Text,
    }


class WithId:
    id: Mapped[uuid.UUID] = mapped_column(
        primary_key=True, default=uuid.uuid4, server_default=func.gen_random_uuid(), sort_order=-1
    )


class Row(WithId):
    # Base.metadata is SQLAlchemy's own.
    @declared_attr
    def extra(self) -> Mapped[dict[str, Any]]:
        return mapped_column("metadata", JSONB, default=dict)

    created_at: Mapped[datetime] = mapped_column(default=now, server_default=func.now(), sort_order=1)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now, server_default=func.now(), sort_order=1)


class Role(WithId, Base):
    __tablename__ = "roles"
    __table_args__ = {"schema": "identity"}

    name: Mapped[str] = mapped_column(String(100), unique=True)
    description: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class User(Row, Base):
    __tablename__ = "users"
    __table_args__ = {"schema": "identity"}

    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    full_name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(20))
    status: Mapped[enum.Enum] = mapped_column(USER_STATUS, default="invited")
    role_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("identity.roles.id", ondelete="RESTRICT"), index=True)
    email_verified_at: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]


class Station(Row, Base):
    __tablename__ = "stations"
    __table_args__ = {"schema": "identity"}

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    status: Mapped[enum.Enum] = mapped_column(STATION_STATUS, default="active")
    time_zone: Mapped[str] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    street_address: Mapped[str] = mapped_column(String(255), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    state: Mapped[str] = mapped_column(String(50), default="")
    postal_code: Mapped[str] = mapped_column(String(20), default="")
    country: Mapped[str] = mapped_column(String(2), default="US")


class Customer(Row, Base):
    __tablename__ = "customers"
    __table_args__ = {"schema": "core"}

    station_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("identity.stations.id", ondelete="RESTRICT"))
    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(32), index=True)
    preferred_channel: Mapped[enum.Enum] = mapped_column(CHANNEL, default="email")
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    notes: Mapped[str] = mapped_column(default="")
    email_opt_in: Mapped[bool] = mapped_column(default=False)
    sms_opt_in: Mapped[bool] = mapped_column(default=False)
    bookings: Mapped[list["Booking"]] = relationship(back_populates="customer", order_by="Booking.starts_at")


class Chef(Row, Base):
    __tablename__ = "chefs"
    __table_args__ = (
        Index("ix_core_chefs_skills", "skills", postgresql_using="gin"),
        {"schema": "core"},
    )

    station_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("identity.stations.id", ondelete="RESTRICT"))
    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(String(32))
    status: Mapped[enum.Enum] = mapped_column(CHEF_STATUS, default="active")
    skills: Mapped[list[enum.Enum]] = mapped_column(ARRAY(SKILL), default=list)
    weekly_hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    max_guests: Mapped[int] = mapped_column(SmallInteger, default=30)
    bio: Mapped[str] = mapped_column(default="")


class PricingTier(Row, Base):
    __tablename__ = "pricing_tiers"
    __table_args__ = {"schema": "core"}

    level: Mapped[enum.Enum] = mapped_column(LEVEL, default="standard")
    name: Mapped[str] = mapped_column(String(100), unique=True)
    description: Mapped[str] = mapped_column(default="")
    price_per_adult: Mapped[Decimal | None]
    price_per_child: Mapped[Decimal | None]
    minimum_total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    deposit_percent: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(0))
    deposit_minimum: Mapped[Decimal] = mapped_column(default=Decimal(0))
    is_active: Mapped[bool] = mapped_column(default=True)


class Booking(Row, Base):
    __tablename__ = "bookings"
    __table_args__ = {"schema": "core"}

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("core.customers.id", ondelete="RESTRICT"))
    station_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("identity.stations.id", ondelete="RESTRICT"))
    chef_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("core.chefs.id", ondelete="RESTRICT"))
    pricing_tier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("core.pricing_tiers.id", ondelete="RESTRICT"))
    status: Mapped[enum.Enum] = mapped_column(BOOKING_STATUS, default="requested")
    source: Mapped[enum.Enum] = mapped_column(BOOKING_SOURCE, default="website")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    guests: Mapped[int] = mapped_column(SmallInteger)
    children: Mapped[int] = mapped_column(SmallInteger, default=0)
    address: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    state: Mapped[str] = mapped_column(String(2), default="")
    postal_code: Mapped[str] = mapped_column(String(10), default="")
    special_requests: Mapped[str] = mapped_column(default="")
    total_amount: Mapped[Decimal] = mapped_column(default=Decimal(0))
    deposit_due: Mapped[Decimal] = mapped_column(default=Decimal(0))
    deposit_due_at: Mapped[datetime | None]
    deposit_waived: Mapped[bool] = mapped_column(default=False)
    deposit_paid_at: Mapped[datetime | None]
    amount_paid: Mapped[Decimal] = mapped_column(default=Decimal(0))
    confirmed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cancellation_reason: Mapped[str | None]
    customer: Mapped[Customer] = relationship(back_populates="bookings")
    chef: Mapped[Chef | None] = relationship()
    review: Mapped["CustomerReview | None"] = relationship(back_populates="booking")


class Lead(Row, Base):
    __tablename__ = "leads"
    __table_args__ = {"schema": "lead"}

    customer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("core.customers.id", ondelete="SET NULL"))
    assigned_to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("identity.users.id", ondelete="SET NULL"))
    source: Mapped[enum.Enum] = mapped_column(LEAD_SOURCE)
    status: Mapped[enum.Enum] = mapped_column(LEAD_STATUS, default="new")
    quality: Mapped[enum.Enum | None] = mapped_column(LEAD_QUALITY)
    score: Mapped[int] = mapped_column(default=0)
    utm_source: Mapped[str] = mapped_column(String(100), default="")
    utm_medium: Mapped[str] = mapped_column(String(100), default="")
    utm_campaign: Mapped[str] = mapped_column(String(100), default="")
    last_contact_at: Mapped[datetime | None]
    follow_up_at: Mapped[datetime | None]
    converted_at: Mapped[datetime | None]


class DomainEvent(WithId, Base):
    __tablename__ = "domain_events"
    __table_args__ = (
        Index(
            "domain_events_aggregate_type_aggregate_id_sequence_key",
            *("aggregate_type", "aggregate_id", "sequence"),
            unique=True,
        ),
        {"schema": "events"},
    )

    aggregate_type: Mapped[str] = mapped_column(String(128))
    aggregate_id: Mapped[uuid.UUID]
    sequence: Mapped[int] = mapped_column(BigInteger)
    event_type: Mapped[str] = mapped_column(String(100))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    extra: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    occurred_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)


class OutboxMessage(WithId, Base):
    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_events_outbox_available_at", "available_at", postgresql_where=text("status = 'pending'")),
        {"schema": "events"},
    )

    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("events.domain_events.id", ondelete="RESTRICT"), unique=True)
    aggregate_type: Mapped[str] = mapped_column(String(128))
    aggregate_id: Mapped[uuid.UUID]
    sequence: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[enum.Enum] = mapped_column(OUTBOX_STATUS, default="pending")
    available_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    claim_token: Mapped[uuid.UUID | None]
    claimed_by: Mapped[str | None] = mapped_column(String(100))
    last_error: Mapped[str] = mapped_column(String(500), default="")
    delivered_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    event: Mapped[DomainEvent] = relationship()


class CustomerReview(Row, Base):
    __tablename__ = "customer_reviews"
    __table_args__ = {"schema": "feedback"}

    booking_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("core.bookings.id", ondelete="CASCADE"), unique=True)
    status: Mapped[enum.Enum] = mapped_column(REVIEW_STATUS, default="pending")
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    sentiment: Mapped[enum.Enum | None] = mapped_column(SENTIMENT)
    comment: Mapped[str | None]
    shared_on: Mapped[list[enum.Enum]] = mapped_column(ARRAY(PLATFORM), default=list)
    booking: Mapped[Booking] = relationship(back_populates="review")


class DiscountCoupon(Row, Base):
    __tablename__ = "discount_coupons"
    __table_args__ = (
        Index("discount_coupons_code_key", func.upper(text("code")), unique=True),
        {"schema": "feedback"},
    )

    code: Mapped[str] = mapped_column(String(40))
    kind: Mapped[enum.Enum] = mapped_column(COUPON_KIND)
    value: Mapped[Decimal]
    valid_from: Mapped[datetime] = mapped_column(default=now)
    valid_until: Mapped[datetime | None]
    max_uses: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    customer_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("core.customers.id", ondelete="CASCADE"), index=True
    )
    review_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("feedback.customer_reviews.id", ondelete="SET NULL"), index=True
    )
