"""Querysets of messages, conversations, posts and campaigns."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models, transaction
from django.db.models import Count, F

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import utc_now

if TYPE_CHECKING:
    from agent360_models.migochat.models import AdCampaign, Conversation, Message, Post, User  # noqa: F401

__all__ = ["AdCampaignQuerySet", "ConversationQuerySet", "MessageQuerySet", "PostQuerySet"]

_Row = TypeVar("_Row", bound=models.Model)


class MessageQuerySet(BulkQuerySet["Message"]):
    """Messages and their origins."""

    def from_ads(self) -> "MessageQuerySet":
        """Return the messages that came from an ad."""
        return self.filter(ad_campaign__isnull=False)

    def from_posts(self) -> "MessageQuerySet":
        """Return the messages that came from a post."""
        return self.filter(post__isnull=False)

    def get_or_record(
        self,
        *,
        user: "User",
        direction: str,
        timestamp: datetime | None = None,
        facebook_message_id: str | None = None,
        **columns: Any,
    ) -> "tuple[Message, bool]":
        """Store a message and update the user's conversation, in one transaction.

        The user's active conversation counts the message; without an active conversation, a new one is created. The
        conversation's ``last_activity`` and the user's ``last_message_at`` advance to the message's time, and never
        move back. The method locks the user's row, so concurrent callers count exactly.

        Returns the message, and whether it is new. If the ``facebook_message_id`` is already stored, as when a webhook
        arrives twice, the stored message is returned and not counted again.
        """
        from agent360_models.migochat.models import User

        self._for_write = True
        moment = utc_now() if timestamp is None else self.model._meta.get_field("timestamp").to_python(timestamp)
        users = User.objects.using(self.db).filter(pk=user.pk)
        with transaction.atomic(using=self.db):
            last = users.select_for_update(no_key=True).values_list("last_message_at", flat=True).get()
            stored = self._stored(facebook_message_id)
            if stored is not None:
                return stored, False
            message = self.create(
                user=user,
                direction=direction,
                timestamp=moment,
                facebook_message_id=facebook_message_id,
                **columns,
            )
            self._count_in_conversation(user, moment)
            newest = moment if last is None else max(last, moment)
            users.update(last_message_at=newest)
        user.last_message_at = newest
        return message, True

    def _stored(self, facebook_message_id: str | None) -> "Message | None":
        if facebook_message_id is None:
            return None
        everywhere = self.model._base_manager.using(self.db)
        return everywhere.filter(facebook_message_id=facebook_message_id).first()

    def _count_in_conversation(self, user: "User", moment: datetime) -> None:
        from agent360_models.migochat.models import Conversation

        conversations = Conversation.objects.using(self.db)
        open_ones = conversations.active().filter(user=user).select_for_update()
        conversation = open_ones.order_by("-last_activity", "-pk").first()
        if conversation is None:
            conversations.create(user=user, started_at=moment, last_activity=moment, message_count=1)
        else:
            conversations.filter(pk=conversation.pk).update(
                message_count=F("message_count") + 1, last_activity=max(conversation.last_activity, moment)
            )


class ConversationQuerySet(BulkQuerySet["Conversation"]):
    """Conversations."""

    def active(self) -> "ConversationQuerySet":
        """Return the active conversations."""
        return self.filter(is_active=True)


class _OriginQuerySet(BulkQuerySet[_Row]):
    """Posts and campaigns."""

    def with_counts(self) -> "models.QuerySet[Any]":
        """Annotate ``message_total`` and ``user_total``: the numbers of messages and of people that a row brought."""
        return self.annotate(message_total=Count("messages"), user_total=Count("messages__user", distinct=True))


class PostQuerySet(_OriginQuerySet["Post"]):
    """Posts."""


class AdCampaignQuerySet(_OriginQuerySet["AdCampaign"]):
    """Campaigns."""
