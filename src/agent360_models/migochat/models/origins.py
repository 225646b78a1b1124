"""Posts and ads that lead to messages."""

from django.db import models

from agent360_models.fields import MomentField, PgEnumField, utc_now
from agent360_models.indexes import Index
from agent360_models.migochat.querysets import AdCampaignQuerySet, PostQuerySet
from agent360_models.units import moment

__all__ = ["AdCampaign", "Post"]


class Post(models.Model):
    """A post on Facebook that people answer; the application writes it as the origin of messages."""

    class PostType(models.TextChoices):
        """Subject of the post."""

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
        return f"{self.get_post_type_display()}, {moment(self.created_at)}"


class AdCampaign(models.Model):
    """An ad on Facebook that leads to messages; the application writes it."""

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
        return self.campaign_name or f"Ad of {moment(self.created_at)}"
