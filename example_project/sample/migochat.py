"""The chat CRM: people who write, the posts that they read before, and their conversations."""

from typing import Any

from agent360_models.migochat.factories import (
    AdCampaignFactory,
    AppSettingsFactory,
    ConversationFactory,
    LeadActivityFactory,
    MessageFactory,
    PostFactory,
    UserFactory,
)
from sample.rows import DAY, HOUR, NOW, moments, some


def write() -> None:
    """Write people on two platforms, their conversations, and the settings of the application."""
    posts = some(PostFactory, 3)
    ads = some(AdCampaignFactory, 2)
    people = some(UserFactory, 8) + some(UserFactory, 4, whatsapp=True) + some(UserFactory, 3, customer=True)
    some(ConversationFactory, 5, user=people, ended=True, started_at=NOW - 9 * DAY, last_activity=NOW - 8 * DAY)
    some(ConversationFactory, 10, user=people[5:], started_at=NOW - DAY, last_activity=NOW - HOUR)
    asked: dict[str, Any] = {"user": people, "timestamp": moments(30, step=HOUR)}
    some(MessageFactory, 15, **asked)
    some(MessageFactory, 15, **asked, outbound=True)
    some(MessageFactory, 3, user=people, from_post=True, post=posts)
    some(MessageFactory, 2, user=people[3:], from_ad=True, ad_campaign=ads)
    some(LeadActivityFactory, 10, user=people[5:], timestamp=moments(10))
    some(AppSettingsFactory, 3)
    some(AppSettingsFactory, 1, secret=True)
