"""People who chat, their messages and conversations, what brought them, and the application's settings.

The enums hold the labels that the application's database has, and those that its description names beside them.
"""

from typing import Any

from django.db import models, router, transaction

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import MomentField, PgEnumField, utc_now
from agent360_models.indexes import Index
from agent360_models.migochat.querysets import AdCampaignQuerySet, ConversationQuerySet, MessageQuerySet, PostQuerySet

__all__ = ["AdCampaign", "AppSettings", "Conversation", "LeadActivity", "Message", "Post", "User"]


class User(models.Model):
    """A customer, or somebody who may become one; written when the first message arrives, and by who sells."""

    class Governorate(models.TextChoices):
        """Where in Egypt somebody lives: for the most part cities, in the application's spelling."""

        CAIRO = "CAIRO", "Cairo"
        ALEXANDRIA = "ALEXANDRIA", "Alexandria"
        GIZA = "GIZA", "Giza"
        SHUBRA_EL_KHEIMA = "SHUBRA_EL_KHEIMA", "Shubra El Kheima"
        PORT_SAID = "PORT_SAID", "Port Said"
        SUEZ = "SUEZ", "Suez"
        LUXOR = "LUXOR", "Luxor"
        MANSOURA = "MANSOURA", "Mansoura"
        EL_MAHALLA_EL_KUBRA = "EL_MAHALLA_EL_KUBRA", "El Mahalla El Kubra"
        TANTA = "TANTA", "Tanta"
        ASYUT = "ASYUT", "Asyut"
        ISMAILIA = "ISMAILIA", "Ismailia"
        FAYYUM = "FAYYUM", "Fayyum"
        ZAGAZIG = "ZAGAZIG", "Zagazig"
        ASWAN = "ASWAN", "Aswan"
        DAMIETTA = "DAMIETTA", "Damietta"
        MINYA = "MINYA", "Minya"
        BENI_SUEF = "BENI_SUEF", "Beni Suef"
        QENA = "QENA", "Qena"
        SOHAAG = "SOHAAG", "Sohaag"
        HURGHADA = "HURGHADA", "Hurghada"
        SIXTH_OF_OCTOBER = "SIXTH_OF_OCTOBER", "6th of October"
        SHEBIN_EL_KOM = "SHEBIN_EL_KOM", "Shebin El Kom"
        SHIBIN_EL_QANATER = "SHIBIN_EL_QANATER", "Shibin El Qanater"
        BANHA = "BANHA", "Banha"
        KAFR_EL_SHEIKH = "KAFR_EL_SHEIKH", "Kafr El Sheikh"
        ARISH = "ARISH", "Arish"
        MALLAWI = "MALLAWI", "Mallawi"
        DESOUK = "DESOUK", "Desouk"
        QALYUB = "QALYUB", "Qalyub"
        ABU_KABIR = "ABU_KABIR", "Abu Kabir"
        GIRGA = "GIRGA", "Girga"
        AKHMIM = "AKHMIM", "Akhmim"
        MATAREYA = "MATAREYA", "Matareya"

    class LeadStage(models.TextChoices):
        """How far the lead has come."""

        INTAKE = "INTAKE", "Intake"
        NURTURE = "NURTURE", "Nurture"
        QUALIFIED = "QUALIFIED", "Qualified"
        HOT = "HOT", "Hot"
        IN_PROGRESS = "IN_PROGRESS", "In progress"
        CONVERTED = "CONVERTED", "Converted"

    class CustomerLabel(models.TextChoices):
        """What kind of trade it is; the words are Arabic."""

        JUMLA = "JUMLA", "Wholesale"
        QITAEI = "QITAEI", "Retail"
        NEW_CUSTOMER = "NEW_CUSTOMER", "New customer"
        AL_MUHAFAZA = "AL_MUHAFAZA", "From a governorate"

    class CustomerType(models.TextChoices):
        """How somebody buys."""

        LEAD = "LEAD", "Lead"
        SCARCITY_BUYER = "SCARCITY_BUYER", "Scarcity buyer"
        EMOTIONAL_BUYER = "EMOTIONAL_BUYER", "Emotional buyer"
        VALUE_SEEKER = "VALUE_SEEKER", "Value seeker"
        LOYAL_BUYER = "LOYAL_BUYER", "Loyal buyer"
        LOGICAL_BUYER = "LOGICAL_BUYER", "Logical buyer"
        BARGAIN_HUNTER = "BARGAIN_HUNTER", "Bargain hunter"
        HESITANT_BUYER = "HESITANT_BUYER", "Hesitant buyer"

    id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that the database gives; psid is the name on the platform.",
    )
    psid = models.CharField(
        verbose_name="PSID",
        max_length=50,
        unique=True,
        help_text="Who it is on the platform: Facebook's page-scoped id, or the phone number on WhatsApp.",
    )
    first_name = models.CharField(
        verbose_name="First name",
        max_length=100,
        null=True,
        blank=True,
        help_text="As the platform has it; NULL where none is known.",
    )
    last_name = models.CharField(
        verbose_name="Last name",
        max_length=100,
        null=True,
        blank=True,
        help_text="As the platform has it; NULL where none is known.",
    )
    profile_pic = models.CharField(
        verbose_name="Profile picture", max_length=500, null=True, blank=True, help_text="Address of the picture."
    )
    governorate = PgEnumField(
        verbose_name="Governorate",
        enum=Governorate,
        type_name="governorate",
        null=True,
        blank=True,
        help_text="Where in Egypt somebody lives, for the most part a city; NULL where unknown.",
    )
    platform = models.CharField(
        verbose_name="Platform", max_length=50, default="facebook", help_text="facebook, whatsapp or telegram."
    )
    phone_number = models.CharField(
        verbose_name="Phone number",
        max_length=20,
        null=True,
        blank=True,
        help_text="At most 20 characters; NULL where unknown. On WhatsApp psid is one too.",
    )
    created_at = MomentField(
        verbose_name="Created", zone="UTC", default=utc_now, help_text="When the row was made, in UTC."
    )
    last_message_at = MomentField(
        verbose_name="Last message",
        zone="UTC",
        null=True,
        blank=True,
        help_text="Time of the newest one from or to the customer, in UTC; NULL before the first.",
    )
    is_active = models.BooleanField(verbose_name="Active", default=True)
    lead_stage = PgEnumField(
        verbose_name="Lead stage",
        enum=LeadStage,
        type_name="leadstage",
        default=LeadStage.INTAKE,
        help_text="How far the sale has come, from INTAKE to CONVERTED; change_stage() logs each step.",
    )
    customer_label = PgEnumField(
        verbose_name="Customer label",
        enum=CustomerLabel,
        type_name="customerlabel",
        null=True,
        blank=True,
        help_text="Wholesale (JUMLA), retail (QITAEI), new, or from a governorate; NULL where not sorted.",
    )
    customer_type = PgEnumField(
        verbose_name="Customer type",
        enum=CustomerType,
        type_name="customertype",
        null=True,
        blank=True,
        help_text="How somebody buys, such as BARGAIN_HUNTER; NULL where not judged yet.",
    )
    lead_score = models.IntegerField(
        verbose_name="Lead score", default=0, help_text="Starts at 0; change_score() logs each new number."
    )
    last_stage_change = MomentField(
        verbose_name="Last stage change",
        zone="UTC",
        default=utc_now,
        help_text="In UTC; at first the time when the row was made.",
    )

    personal_fields = ("first_name", "last_name", "profile_pic", "phone_number", "psid")

    objects = BulkQuerySet["User"].as_manager()

    class Meta:
        managed = False
        db_table = "users"
        indexes = [Index(fields=["id"], name="ix_users_id")]

    def __str__(self) -> str:
        return f"User {self.pk}"

    def change_stage(self, stage: str, *, reason: str | None = None, automated: bool = False) -> "LeadActivity | None":
        """Write the stage, ``last_stage_change`` and their ``LeadActivity``, in one transaction.

        Nothing else of this object is saved. The row is locked, so that the activity has the value that was
        there. Returns the activity; ``None``, with nothing written, where the stage is that already.

        Raises ``ValidationError`` for a stage that the code does not know, ``MissingLabelError`` for one that the
        database lacks, ``User.DoesNotExist`` where the row is gone.
        """
        return self._change("lead_stage", stage, reason=reason, automated=automated)

    def change_label(
        self, label: str | None, *, reason: str | None = None, automated: bool = False
    ) -> "LeadActivity | None":
        """Write the label and its ``LeadActivity``, as ``change_stage`` does; ``None`` takes the label off."""
        return self._change("customer_label", label, reason=reason, automated=automated)

    def change_type(
        self, customer_type: str | None, *, reason: str | None = None, automated: bool = False
    ) -> "LeadActivity | None":
        """Write the type and its ``LeadActivity``, as ``change_stage`` does; ``None`` takes the type off."""
        return self._change("customer_type", customer_type, reason=reason, automated=automated)

    def change_score(self, score: int, *, reason: str | None = None, automated: bool = False) -> "LeadActivity | None":
        """Write the score and its ``LeadActivity``, as ``change_stage`` does."""
        return self._change("lead_score", score, reason=reason, automated=automated)

    def _change(self, column: str, value: Any, *, reason: str | None, automated: bool) -> "LeadActivity | None":
        field: Any = self._meta.get_field(column)
        new = field.clean(value, self)
        alias = router.db_for_write(User, instance=self)
        rows = User.objects.using(alias).filter(pk=self.pk)
        with transaction.atomic(using=alias):
            old = rows.select_for_update(no_key=True).values_list(column, flat=True).get()
            written = {column: new}
            activity = None
            if old != new:
                now = utc_now()
                if column == "lead_stage":
                    written["last_stage_change"] = now
                rows.update(**written)
                activity = LeadActivity.objects.using(alias).create(
                    user=self,
                    activity_type=LeadActivity.TYPE_OF[column],
                    old_value=None if old is None else str(old),
                    new_value=None if new is None else str(new),
                    reason=reason,
                    timestamp=now,
                    automated=automated,
                )
        for name, stored in written.items():
            setattr(self, name, stored)
        return activity


class Post(models.Model):
    """A post on Facebook that people answer; written by the application, so that messages have an origin."""

    class PostType(models.TextChoices):
        """What the post is about."""

        PRODUCT = "PRODUCT", "Product"
        PRODUCT_POST = "PRODUCT_POST", "Product post"
        OFFER_POST = "OFFER_POST", "Offer post"
        PROMOTION_POST = "PROMOTION_POST", "Promotion post"
        GENERAL_POST = "GENERAL_POST", "General post"

    id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that the database gives; facebook_post_id is the name at Facebook.",
    )
    facebook_post_id = models.CharField(
        verbose_name="Facebook post id",
        max_length=100,
        unique=True,
        help_text="Given by Facebook; each post has one row.",
    )
    post_type = PgEnumField(
        verbose_name="Post type",
        enum=PostType,
        type_name="posttype",
        help_text="Whether it shows a product, an offer, a promotion or something general.",
    )
    post_content = models.TextField(
        verbose_name="Post content",
        null=True,
        blank=True,
        help_text="Text that people read at Facebook; NULL for none.",
    )
    post_price = models.CharField(
        verbose_name="Post price",
        max_length=100,
        null=True,
        blank=True,
        help_text="Text with the currency, such as 500 EGP; NULL where none is named.",
    )
    post_data = models.TextField(
        verbose_name="Post data",
        null=True,
        blank=True,
        help_text="JSON, stored as text, such as category and size of a product.",
    )
    created_at = MomentField(
        verbose_name="Created",
        zone="UTC",
        default=utc_now,
        help_text="When the row was made, in UTC; not when the post went online.",
    )
    is_active = models.BooleanField(verbose_name="Active", default=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "posts"
        indexes = [Index(fields=["id"], name="ix_posts_id")]

    def __str__(self) -> str:
        return self.facebook_post_id


class AdCampaign(models.Model):
    """An ad on Facebook that brings messages; written by the application."""

    id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that the database gives; facebook_ad_id is the name at Facebook.",
    )
    facebook_ad_id = models.CharField(
        verbose_name="Facebook ad id", max_length=100, unique=True, help_text="Given by Facebook; each ad has one row."
    )
    campaign_name = models.CharField(verbose_name="Campaign name", max_length=200, null=True, blank=True)
    ad_content = models.TextField(
        verbose_name="Ad content", null=True, blank=True, help_text="Text that people read at Facebook; NULL for none."
    )
    target_audience = models.TextField(
        verbose_name="Target audience", null=True, blank=True, help_text="Whom the ad is shown to, as free text."
    )
    budget = models.CharField(
        verbose_name="Budget",
        max_length=100,
        null=True,
        blank=True,
        help_text="Text, so that it may have its currency; no number to sum up.",
    )
    status = models.CharField(
        verbose_name="Status",
        max_length=50,
        default="active",
        help_text="active at first; the database allows any text.",
    )
    created_at = MomentField(
        verbose_name="Created",
        zone="UTC",
        default=utc_now,
        help_text="When the row was made, in UTC; not when the ad went online.",
    )

    objects = AdCampaignQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "ad_campaigns"
        indexes = [Index(fields=["id"], name="ix_ad_campaigns_id")]

    def __str__(self) -> str:
        return self.facebook_ad_id


class Message(models.Model):
    """One message from or to a customer; written once, by ``Message.objects.get_or_record()``, but for its status."""

    class Direction(models.TextChoices):
        """Who wrote it."""

        INBOUND = "INBOUND", "From the customer"
        OUTBOUND = "OUTBOUND", "To the customer"

    class Status(models.TextChoices):
        """How far it came."""

        SENT = "SENT", "Sent"
        DELIVERED = "DELIVERED", "Delivered"
        READ = "READ", "Read"
        FAILED = "FAILED", "Failed"

    class Source(models.TextChoices):
        """What made the customer write."""

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
        return f"Message {self.pk}"


class Conversation(models.Model):
    """One thread of messages with a customer; kept in step by ``Message.objects.get_or_record()``."""

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
        return f"Conversation {self.pk}"


class LeadActivity(models.Model):
    """One change of a customer's stage, label, type or score; written by ``User.change_...()``, never changed."""

    # Which column's changes are of which type.
    TYPE_OF = {
        "lead_stage": "stage_change",
        "customer_label": "label_change",
        "customer_type": "type_change",
        "lead_score": "score_update",
    }

    id = models.AutoField(
        verbose_name="Id", primary_key=True, help_text="Number that the database gives; later changes have higher ones."
    )
    user = models.ForeignKey(
        "migochat.User",
        verbose_name="User",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="lead_activities",
        help_text="Customer of whom something changed.",
    )
    activity_type = models.CharField(
        verbose_name="Activity type",
        max_length=50,
        help_text="stage_change, label_change, type_change or score_update.",
    )
    old_value = models.CharField(
        verbose_name="Old value",
        max_length=100,
        null=True,
        blank=True,
        help_text="As text, such as INTAKE; NULL where there was none.",
    )
    new_value = models.CharField(
        verbose_name="New value",
        max_length=100,
        null=True,
        blank=True,
        help_text="As text, such as NURTURE; NULL where it was taken off.",
    )
    reason = models.TextField(
        verbose_name="Reason",
        null=True,
        blank=True,
        help_text="Free text of who made the change; NULL where none was given.",
    )
    timestamp = MomentField(verbose_name="Time", zone="UTC", default=utc_now, help_text="When it was changed, in UTC.")
    automated = models.BooleanField(verbose_name="Automated", default=False, help_text="Whether no person decided it.")

    personal_fields = ("reason",)

    objects = BulkQuerySet["LeadActivity"].as_manager()

    class Meta:
        managed = False
        db_table = "lead_activities"
        verbose_name_plural = "lead activities"
        indexes = [Index(fields=["id"], name="ix_lead_activities_id")]

    def __str__(self) -> str:
        return f"{self.activity_type} {self.pk}"


class AppSettings(models.Model):
    """One setting of the application, which may be a secret; written by its administrators."""

    MASK = "********"

    id = models.AutoField(verbose_name="Id", primary_key=True)
    key = models.CharField(
        verbose_name="Key",
        max_length=100,
        unique=True,
        help_text="Name by which the application asks for it, such as lead_score_threshold; unique.",
    )
    value = models.TextField(
        verbose_name="Value",
        null=True,
        blank=True,
        help_text="As text, also of numbers; a secret where is_sensitive says so.",
    )
    category = models.CharField(
        verbose_name="Category",
        max_length=50,
        null=True,
        blank=True,
        help_text="Groups the settings, such as ai or system; NULL for none.",
    )
    is_sensitive = models.BooleanField(
        verbose_name="Sensitive",
        default=False,
        help_text="Whether the value is a secret, which the admin then shows nowhere.",
    )
    description = models.TextField(
        verbose_name="Description", null=True, blank=True, help_text="What the setting is for, in words; NULL for none."
    )
    updated_at = MomentField(
        verbose_name="Updated", zone="UTC", auto_now=True, help_text="When the setting was last saved, in UTC."
    )
    updated_by = models.CharField(
        verbose_name="Updated by",
        max_length=100,
        default="admin",
        help_text="Name of who saved it last, as text; admin at first.",
    )

    secret_fields = ("value",)
    personal_fields = ("updated_by",)

    objects = BulkQuerySet["AppSettings"].as_manager()

    class Meta:
        managed = False
        db_table = "app_settings"
        verbose_name = "app setting"
        verbose_name_plural = "app settings"
        indexes = [Index(fields=["id"], name="ix_app_settings_id")]

    def __str__(self) -> str:
        return self.key

    @property
    def masked_value(self) -> str | None:
        """What may be shown: the value, or asterisks for a secret."""
        return self.MASK if self.is_sensitive and self.value else self.value
