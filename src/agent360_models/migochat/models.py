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

    id = models.AutoField(primary_key=True)
    psid = models.CharField(
        max_length=50,
        unique=True,
        help_text="Who it is on the platform: Facebook's page-scoped id, or the phone number on WhatsApp.",
    )
    first_name = models.CharField(max_length=100, null=True, blank=True)
    last_name = models.CharField(max_length=100, null=True, blank=True)
    profile_pic = models.CharField(max_length=500, null=True, blank=True, help_text="Address of the picture.")
    governorate = PgEnumField(enum=Governorate, type_name="governorate", null=True, blank=True)
    platform = models.CharField(max_length=50, default="facebook", help_text="facebook, whatsapp or telegram.")
    phone_number = models.CharField(max_length=20, null=True, blank=True)
    created_at = MomentField(zone="UTC", default=utc_now)
    last_message_at = MomentField(zone="UTC", null=True, blank=True)
    is_active = models.BooleanField(default=True)
    lead_stage = PgEnumField(enum=LeadStage, type_name="leadstage", default=LeadStage.INTAKE)
    customer_label = PgEnumField(enum=CustomerLabel, type_name="customerlabel", null=True, blank=True)
    customer_type = PgEnumField(enum=CustomerType, type_name="customertype", null=True, blank=True)
    lead_score = models.IntegerField(default=0)
    last_stage_change = MomentField(zone="UTC", default=utc_now)

    personal_fields = ("first_name", "last_name", "profile_pic", "phone_number")

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

    id = models.AutoField(primary_key=True)
    facebook_post_id = models.CharField(max_length=100, unique=True)
    post_type = PgEnumField(enum=PostType, type_name="posttype")
    post_content = models.TextField(null=True, blank=True)
    post_price = models.CharField(max_length=100, null=True, blank=True, help_text="As text, such as 500 EGP.")
    post_data = models.TextField(null=True, blank=True, help_text="JSON, as text.")
    created_at = MomentField(zone="UTC", default=utc_now)
    is_active = models.BooleanField(default=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "posts"
        indexes = [Index(fields=["id"], name="ix_posts_id")]

    def __str__(self) -> str:
        return self.facebook_post_id


class AdCampaign(models.Model):
    """An ad on Facebook that brings messages; written by the application."""

    id = models.AutoField(primary_key=True)
    facebook_ad_id = models.CharField(max_length=100, unique=True)
    campaign_name = models.CharField(max_length=200, null=True, blank=True)
    ad_content = models.TextField(null=True, blank=True)
    target_audience = models.TextField(null=True, blank=True)
    budget = models.CharField(max_length=100, null=True, blank=True, help_text="As text, with its currency.")
    status = models.CharField(max_length=50, default="active")
    created_at = MomentField(zone="UTC", default=utc_now)

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

    id = models.AutoField(primary_key=True)
    user = models.ForeignKey(
        "migochat.User", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="messages"
    )
    sender_id = models.CharField(max_length=50)
    recipient_id = models.CharField(max_length=50)
    message_text = models.TextField(null=True, blank=True)
    direction = PgEnumField(enum=Direction, type_name="messagedirection")
    status = PgEnumField(enum=Status, type_name="messagestatus", default=Status.SENT)
    timestamp = MomentField(zone="UTC", default=utc_now)
    facebook_message_id = models.CharField(max_length=100, unique=True, null=True, blank=True)
    message_type = models.CharField(max_length=50, default="text", help_text="text, image, file, location and so on.")
    message_metadata = models.TextField(null=True, blank=True)
    platform = models.CharField(max_length=50, default="facebook")
    message_source = PgEnumField(enum=Source, type_name="messagesource", default=Source.DIRECT_MESSAGE)
    post = models.ForeignKey(
        "migochat.Post",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="messages",
    )
    post_type = PgEnumField(enum=Post.PostType, type_name="posttype", null=True, blank=True)
    ad_campaign = models.ForeignKey(
        "migochat.AdCampaign",
        on_delete=models.PROTECT,
        db_column="ad_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="messages",
    )
    comment_id = models.CharField(max_length=100, null=True, blank=True)
    referral_source = models.CharField(max_length=200, null=True, blank=True)

    personal_fields = ("message_text", "message_metadata")

    objects = MessageQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "messages"
        indexes = [Index(fields=["id"], name="ix_messages_id")]

    def __str__(self) -> str:
        return f"Message {self.pk}"


class Conversation(models.Model):
    """One thread of messages with a customer; kept in step by ``Message.objects.get_or_record()``."""

    id = models.AutoField(primary_key=True)
    user = models.ForeignKey(
        "migochat.User", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="conversations"
    )
    started_at = MomentField(zone="UTC", default=utc_now)
    last_activity = MomentField(zone="UTC", default=utc_now)
    is_active = models.BooleanField(default=True, help_text="The next message goes to the active one.")
    message_count = models.IntegerField(default=0)

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

    id = models.AutoField(primary_key=True)
    user = models.ForeignKey(
        "migochat.User", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="lead_activities"
    )
    activity_type = models.CharField(
        max_length=50, help_text="stage_change, label_change, type_change or score_update."
    )
    old_value = models.CharField(max_length=100, null=True, blank=True)
    new_value = models.CharField(max_length=100, null=True, blank=True)
    reason = models.TextField(null=True, blank=True)
    timestamp = MomentField(zone="UTC", default=utc_now)
    automated = models.BooleanField(default=False, help_text="Whether no person decided it.")

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

    id = models.AutoField(primary_key=True)
    key = models.CharField(max_length=100, unique=True)
    value = models.TextField(null=True, blank=True)
    category = models.CharField(max_length=50, null=True, blank=True)
    is_sensitive = models.BooleanField(default=False, help_text="Whether the value is a secret.")
    description = models.TextField(null=True, blank=True)
    updated_at = MomentField(zone="UTC", auto_now=True)
    updated_by = models.CharField(max_length=100, default="admin")

    secret_fields = ("value",)

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
