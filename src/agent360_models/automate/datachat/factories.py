"""Rows of ``automate_datachat`` for tests."""

from datetime import UTC, datetime

from agent360_models.automate.datachat import _keys
from agent360_models.automate.datachat.models import ChatEmbed, DataChatMessage, DataChatSession
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, Sequence, SubFactory, Trait

__all__ = ["ChatEmbedFactory", "DataChatMessageFactory", "DataChatSessionFactory"]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class DataChatSessionFactory(FamilyFactory[DataChatSession]):
    """A session that has not expired."""

    user = Sequence(lambda number: f"analyst{number}")
    context = LazyAttribute(lambda _: {"tables": ["orders", "customers"]})
    expires_at = datetime(2099, 1, 1, tzinfo=UTC)

    class Meta:
        model = DataChatSession

    class Params:
        expired = Trait(expires_at=_THEN)


class DataChatMessageFactory(FamilyFactory[DataChatMessage]):
    """A question."""

    session = SubFactory(DataChatSessionFactory)
    role = DataChatMessage.Role.USER
    content = "How many orders came in February?"
    created_at = _THEN

    class Meta:
        model = DataChatMessage

    class Params:
        answer = Trait(
            role=DataChatMessage.Role.ASSISTANT,
            content="There were 1,204 orders in February.",
            sql="SELECT count(*) FROM orders WHERE ordered_at >= '2026-02-01' AND ordered_at < '2026-03-01'",
            data=LazyAttribute(lambda _: [{"count": 1204}]),
            chart=LazyAttribute(lambda _: {"type": "number", "value": "count"}),
        )


class ChatEmbedFactory(FamilyFactory[ChatEmbed]):
    """A widget on one site, with an unknown key."""

    name = Sequence(lambda number: f"Shop window {number}")
    api_key = LazyAttribute(lambda embed: _keys.hash_of(_keys.new_key(embed.key_prefix)))
    key_prefix = LazyAttribute(lambda _: _keys.new_prefix())
    allowed_domains = LazyAttribute(lambda _: ["www.example.com"])
    theme = LazyAttribute(lambda _: {"primary": "#0b5fff", "radius": 8})

    class Meta:
        model = ChatEmbed

    class Params:
        anywhere_below = Trait(allowed_domains=LazyAttribute(lambda _: ["example.com", "*.example.com"]))
        without_key = Trait(api_key="")
