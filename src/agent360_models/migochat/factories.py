"""Rows of the seven tables for tests, with labels from the application's own database."""

from datetime import UTC, datetime, timedelta

from agent360_models.migochat.models import AdCampaign, AppSettings, Conversation, LeadActivity, Message, Post, User
from agent360_models.testing.factories import Faker, FamilyFactory, SelfAttribute, Sequence, SubFactory, Trait

__all__ = [
    "AdCampaignFactory",
    "AppSettingsFactory",
    "ConversationFactory",
    "LeadActivityFactory",
    "MessageFactory",
    "PostFactory",
    "UserFactory",
]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class UserFactory(FamilyFactory[User]):
    """A person with an Arabic name who wrote for the first time, on Facebook."""

    psid = Sequence(lambda number: f"{24_000_000_000_000_000 + number}")
    first_name = Faker("first_name", locale="ar_AA")
    last_name = Faker("last_name", locale="ar_AA")
    governorate = User.Governorate.CAIRO
    created_at = _THEN
    last_stage_change = _THEN

    class Meta:
        model = User

    class Params:
        whatsapp = Trait(
            platform="whatsapp",
            psid=Sequence(lambda number: f"2010{number:08d}"),
            phone_number=SelfAttribute("psid"),
        )
        customer = Trait(
            lead_stage=User.LeadStage.CONVERTED,
            customer_type=User.CustomerType.LOYAL_BUYER,
            customer_label=User.CustomerLabel.QITAEI,
            lead_score=90,
        )


class PostFactory(FamilyFactory[Post]):
    """A post that offers a product."""

    facebook_post_id = Sequence(lambda number: f"post_{number}")
    post_type = Post.PostType.PRODUCT_POST
    post_content = Faker("sentence", locale="ar_AA")
    post_price = "500 EGP"
    created_at = _THEN

    class Meta:
        model = Post


class AdCampaignFactory(FamilyFactory[AdCampaign]):
    """An active campaign."""

    facebook_ad_id = Sequence(lambda number: f"ad_{number}")
    campaign_name = Sequence(lambda number: f"Campaign {number}")
    created_at = _THEN

    class Meta:
        model = AdCampaign

    class Params:
        paused = Trait(status="paused")


class MessageFactory(FamilyFactory[Message]):
    """A direct message from a customer, without an update of a conversation."""

    user = SubFactory(UserFactory)
    sender_id = SelfAttribute("user.psid")
    recipient_id = "100000000000001"
    message_text = Faker("sentence", locale="ar_AA")
    direction = Message.Direction.INBOUND
    timestamp = _THEN
    facebook_message_id = Sequence(lambda number: f"mid.{number}")
    platform = SelfAttribute("user.platform")

    class Meta:
        model = Message

    class Params:
        outbound = Trait(
            direction=Message.Direction.OUTBOUND, sender_id="100000000000001", recipient_id=SelfAttribute("user.psid")
        )
        from_post = Trait(
            message_source=Message.Source.COMMENT,
            post=SubFactory(PostFactory),
            post_type=SelfAttribute("post.post_type"),
            comment_id=Sequence(lambda number: f"comment_{number}"),
        )
        from_ad = Trait(message_source=Message.Source.AD, ad_campaign=SubFactory(AdCampaignFactory))


class ConversationFactory(FamilyFactory[Conversation]):
    """A new conversation."""

    user = SubFactory(UserFactory)
    started_at = _THEN
    last_activity = _THEN

    class Meta:
        model = Conversation

    class Params:
        ended = Trait(is_active=False, last_activity=_THEN + timedelta(days=1))


class LeadActivityFactory(FamilyFactory[LeadActivity]):
    """The first change of a stage."""

    user = SubFactory(UserFactory)
    activity_type = "stage_change"
    old_value = User.LeadStage.INTAKE.value
    new_value = User.LeadStage.QUALIFIED.value
    timestamp = _THEN

    class Meta:
        model = LeadActivity

    class Params:
        by_itself = Trait(automated=True)


class AppSettingsFactory(FamilyFactory[AppSettings]):
    """A setting that is not a secret."""

    key = Sequence(lambda number: f"setting_{number}")
    value = "75"
    category = "system"

    class Meta:
        model = AppSettings

    class Params:
        secret = Trait(is_sensitive=True, category="ai", value="not a real key")
