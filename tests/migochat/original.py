"""The same seven tables in SQLAlchemy 2, as the application to which they belong has them."""

import enum
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Enum, ForeignKey, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from agent360_models.migochat import models as ours


def native(name: str, choices: type[enum.Enum]) -> type[enum.Enum]:
    """Return an enum whose values are words: the database is to have the names of its members."""
    make: Any = enum.Enum
    made: type[enum.Enum] = make(name, {member: member.lower() for member in choices.__members__})
    return made


Governorate = native("Governorate", ours.User.Governorate)
LeadStage = native("LeadStage", ours.User.LeadStage)
CustomerLabel = native("CustomerLabel", ours.User.CustomerLabel)
CustomerType = native("CustomerType", ours.User.CustomerType)
MessageDirection = native("MessageDirection", ours.Message.Direction)
MessageStatus = native("MessageStatus", ours.Message.Status)
MessageSource = native("MessageSource", ours.Message.Source)
PostType = native("PostType", ours.Post.PostType)


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class Base(DeclarativeBase):  # type: ignore[misc]  # mypy skips SQLAlchemy
    id: Mapped[int] = mapped_column(primary_key=True, index=True, sort_order=-1)


class User(Base):
    __tablename__ = "users"

    psid: Mapped[str] = mapped_column(String(50), unique=True, index=True)
    first_name: Mapped[str | None] = mapped_column(String(100))
    last_name: Mapped[str | None] = mapped_column(String(100))
    profile_pic: Mapped[str | None] = mapped_column(String(500))
    governorate: Mapped[enum.Enum | None] = mapped_column(Enum(Governorate))
    platform: Mapped[str] = mapped_column(String(50), default="facebook")
    phone_number: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(DateTime, default=now)
    last_message_at: Mapped[datetime | None] = mapped_column(DateTime)
    is_active: Mapped[bool] = mapped_column(default=True)
    lead_stage: Mapped[enum.Enum] = mapped_column(Enum(LeadStage), default=LeadStage["INTAKE"])
    customer_label: Mapped[enum.Enum | None] = mapped_column(Enum(CustomerLabel))
    customer_type: Mapped[enum.Enum | None] = mapped_column(Enum(CustomerType))
    lead_score: Mapped[int] = mapped_column(default=0)
    last_stage_change: Mapped[datetime] = mapped_column(DateTime, default=now)
    messages: Mapped[list["Message"]] = relationship(back_populates="user", order_by="Message.id")
    lead_activities: Mapped[list["LeadActivity"]] = relationship(order_by="LeadActivity.id")


class Post(Base):
    __tablename__ = "posts"

    facebook_post_id: Mapped[str] = mapped_column(String(100), unique=True)
    post_type: Mapped[enum.Enum] = mapped_column(Enum(PostType))
    post_content: Mapped[str | None] = mapped_column(Text)
    post_price: Mapped[str | None] = mapped_column(String(100))
    post_data: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=now)
    is_active: Mapped[bool] = mapped_column(default=True)


class AdCampaign(Base):
    __tablename__ = "ad_campaigns"

    facebook_ad_id: Mapped[str] = mapped_column(String(100), unique=True)
    campaign_name: Mapped[str | None] = mapped_column(String(200))
    ad_content: Mapped[str | None] = mapped_column(Text)
    target_audience: Mapped[str | None] = mapped_column(Text)
    budget: Mapped[str | None] = mapped_column(String(100))
    status: Mapped[str] = mapped_column(String(50), default="active")
    created_at: Mapped[datetime] = mapped_column(DateTime, default=now)


class Message(Base):
    __tablename__ = "messages"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    sender_id: Mapped[str] = mapped_column(String(50))
    recipient_id: Mapped[str] = mapped_column(String(50))
    message_text: Mapped[str | None] = mapped_column(Text)
    direction: Mapped[enum.Enum] = mapped_column(Enum(MessageDirection))
    status: Mapped[enum.Enum] = mapped_column(Enum(MessageStatus), default=MessageStatus["SENT"])
    timestamp: Mapped[datetime] = mapped_column(DateTime, default=now)
    facebook_message_id: Mapped[str | None] = mapped_column(String(100), unique=True)
    message_type: Mapped[str] = mapped_column(String(50), default="text")
    message_metadata: Mapped[str | None] = mapped_column(Text)
    platform: Mapped[str] = mapped_column(String(50), default="facebook")
    message_source: Mapped[enum.Enum] = mapped_column(Enum(MessageSource), default=MessageSource["DIRECT_MESSAGE"])
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    post_type: Mapped[enum.Enum | None] = mapped_column(Enum(PostType))
    ad_id: Mapped[int | None] = mapped_column(ForeignKey("ad_campaigns.id"))
    comment_id: Mapped[str | None] = mapped_column(String(100))
    referral_source: Mapped[str | None] = mapped_column(String(200))
    user: Mapped[User] = relationship(back_populates="messages")


class Conversation(Base):
    __tablename__ = "conversations"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[datetime] = mapped_column(DateTime, default=now)
    last_activity: Mapped[datetime] = mapped_column(DateTime, default=now)
    is_active: Mapped[bool] = mapped_column(default=True)
    message_count: Mapped[int] = mapped_column(default=0)


class LeadActivity(Base):
    __tablename__ = "lead_activities"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    activity_type: Mapped[str] = mapped_column(String(50))
    old_value: Mapped[str | None] = mapped_column(String(100))
    new_value: Mapped[str | None] = mapped_column(String(100))
    reason: Mapped[str | None] = mapped_column(Text)
    timestamp: Mapped[datetime] = mapped_column(DateTime, default=now)
    automated: Mapped[bool] = mapped_column(default=False)


class AppSettings(Base):
    __tablename__ = "app_settings"

    key: Mapped[str] = mapped_column(String(100), unique=True, index=True)
    value: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(String(50))
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    description: Mapped[str | None] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(DateTime, default=now, onupdate=now)
    updated_by: Mapped[str] = mapped_column(String(100), default="admin")
