"""Messages and their conversations."""

from django.db import models

from agent360_models.fields import MomentField, PgEnumField, utc_now
from agent360_models.indexes import Index
from agent360_models.migochat.models.origins import Post
from agent360_models.migochat.querysets import ConversationQuerySet, MessageQuerySet
from agent360_models.units import moment

__all__ = ["Conversation", "Message"]


class Message(models.Model):
    """One message from or to a customer; written once by ``Message.objects.get_or_record()``, except for its status."""

    class Direction(models.TextChoices):
        """Direction of the message."""

        INBOUND = "INBOUND", "From the customer"
        OUTBOUND = "OUTBOUND", "To the customer"

    class Status(models.TextChoices):
        """Progress of the delivery."""

        SENT = "SENT", "Sent"
        DELIVERED = "DELIVERED", "Delivered"
        READ = "READ", "Read"
        FAILED = "FAILED", "Failed"

    class Source(models.TextChoices):
        """Reason for the customer's message."""

        AD = "AD", "Ad"
        COMMENT = "COMMENT", "Comment"
        POST_COMMENT = "POST_COMMENT", "Comment on a post"
        EXISTING_CUSTOMER = "EXISTING_CUSTOMER", "Existing customer"
        DIRECT_MESSAGE = "DIRECT_MESSAGE", "Direct message"
        REFERRAL = "REFERRAL", "Referral"

    id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that the database gives; Facebook's own is facebook_message_id.",
    )
    user = models.ForeignKey(
        "migochat.User",
        verbose_name="User",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="messages",
        help_text="Customer who wrote it or got it.",
    )
    sender_id = models.CharField(
        verbose_name="Sender id",
        max_length=50,
        help_text="psid of the customer, or id of the page where the message goes out.",
    )
    recipient_id = models.CharField(
        verbose_name="Recipient id",
        max_length=50,
        help_text="Id of the page, or psid of the customer where the message goes out.",
    )
    message_text = models.TextField(
        verbose_name="Text",
        null=True,
        blank=True,
        help_text="What was written; NULL where there is none, as in an image.",
    )
    direction = PgEnumField(
        verbose_name="Direction",
        enum=Direction,
        type_name="messagedirection",
        help_text="INBOUND from the customer to the bot, OUTBOUND from the bot to the customer.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="messagestatus",
        default=Status.SENT,
        help_text="How far it came: SENT, DELIVERED, READ or FAILED.",
    )
    timestamp = MomentField(verbose_name="Time", zone="UTC", default=utc_now, help_text="When it was written, in UTC.")
    facebook_message_id = models.CharField(
        verbose_name="Facebook message id",
        max_length=100,
        unique=True,
        null=True,
        blank=True,
        help_text="Given by the platform; a webhook that comes twice is known by it. NULL where none is.",
    )
    message_type = models.CharField(
        verbose_name="Type",
        max_length=50,
        default="text",
        help_text="text, image, file, location and so on; the database allows any.",
    )
    message_metadata = models.TextField(verbose_name="Metadata", null=True, blank=True)
    platform = models.CharField(
        verbose_name="Platform", max_length=50, default="facebook", help_text="facebook, whatsapp or telegram."
    )
    message_source = PgEnumField(
        verbose_name="Source",
        enum=Source,
        type_name="messagesource",
        default=Source.DIRECT_MESSAGE,
        help_text="What made the customer write: an ad, a comment, a referral, or nothing (DIRECT_MESSAGE).",
    )
    post = models.ForeignKey(
        "migochat.Post",
        verbose_name="Post",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="messages",
        help_text="What the customer answers to; NULL where it came by another way.",
    )
    post_type = PgEnumField(
        verbose_name="Post type",
        enum=Post.PostType,
        type_name="posttype",
        null=True,
        blank=True,
        help_text="Beside that of the post itself; nothing keeps the two equal.",
    )
    ad_campaign = models.ForeignKey(
        "migochat.AdCampaign",
        verbose_name="Ad campaign",
        on_delete=models.PROTECT,
        db_column="ad_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="messages",
        help_text="What brought it; NULL where it came by another way. The column is ad_id.",
    )
    comment_id = models.CharField(
        verbose_name="Comment id",
        max_length=100,
        null=True,
        blank=True,
        help_text="The platform's, of a comment that was taken in as a message; NULL for others.",
    )
    referral_source = models.CharField(verbose_name="Referral source", max_length=200, null=True, blank=True)

    personal_fields = ("message_text", "message_metadata", "sender_id", "recipient_id")

    objects = MessageQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "messages"
        indexes = [Index(fields=["id"], name="ix_messages_id")]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}, {moment(self.timestamp)}"


class Conversation(models.Model):
    """One thread of messages with a customer; ``Message.objects.get_or_record()`` keeps it up to date."""

    id = models.AutoField(
        verbose_name="Id", primary_key=True, help_text="Number that the database gives; no message refers to it."
    )
    user = models.ForeignKey(
        "migochat.User",
        verbose_name="User",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="conversations",
        help_text="Customer whose messages it counts.",
    )
    started_at = MomentField(
        verbose_name="Started", zone="UTC", default=utc_now, help_text="Time of its first message, in UTC."
    )
    last_activity = MomentField(
        verbose_name="Last activity", zone="UTC", default=utc_now, help_text="Time of its newest message, in UTC."
    )
    is_active = models.BooleanField(
        verbose_name="Active", default=True, help_text="The next message goes to the active one, or opens another."
    )
    message_count = models.IntegerField(
        verbose_name="Message count",
        default=0,
        help_text="From and to the customer, kept by get_or_record(): no message names its conversation.",
    )

    objects = ConversationQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "conversations"
        indexes = [Index(fields=["id"], name="ix_conversations_id")]

    def __str__(self) -> str:
        return f"Conversation of {moment(self.started_at)}"
