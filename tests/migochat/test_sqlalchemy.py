"""A database made by SQLAlchemy, read and written by it and by us in turn."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.core.management import call_command

from agent360_models import drift
from agent360_models.drift import _baseline
from agent360_models.migochat.models import Conversation, LeadActivity, Message, User
from agent360_models.testing.postgres import database_url
from tests.support.databases import scratch_database

sqlalchemy = pytest.importorskip("sqlalchemy", minversion="2")
from sqlalchemy.orm import Session  # noqa: E402

from tests.migochat import original  # noqa: E402

THEN = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
NAIVE = THEN.replace(tzinfo=None)


@pytest.fixture
def chat(settings: Any, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias of a database that SQLAlchemy has made, on which the family lives."""
    with django_db_blocker.unblock(), scratch_database() as alias:
        engine = engine_of(alias)
        original.Base.metadata.create_all(engine)
        engine.dispose()
        settings.AGENT360_MODELS = {"ALIASES": {"migochat": alias}}
        yield alias


def engine_of(alias: str) -> Any:
    connect = lambda: psycopg.connect(database_url(), dbname=alias)  # noqa: E731  # SQLAlchemy asks for a function
    return sqlalchemy.create_engine("postgresql+psycopg://", creator=connect, poolclass=sqlalchemy.NullPool)


def test_the_models_and_the_reference_ddl_are_what_sqlalchemy_makes(chat: str) -> None:
    with scratch_database() as scratch:
        assert drift.find(["migochat"], using=chat) == []
        assert _baseline.find(["migochat"], using=chat, baseline=scratch) == []


def test_rows_go_to_and_fro(chat: str) -> None:
    with Session(engine_of(chat)) as session:
        session.add(
            original.User(
                psid="24000000000000001",
                first_name="منى",
                governorate=original.Governorate["KAFR_EL_SHEIKH"],
                created_at=NAIVE,
            )
        )
        session.commit()

    user = User.objects.get()
    assert (user.first_name, user.governorate, user.lead_stage) == ("منى", "KAFR_EL_SHEIKH", "INTAKE")
    assert (user.created_at, user.lead_score, user.is_active) == (THEN, 0, True)
    user.change_stage("NURTURE", reason="asked for the price")
    Message.objects.get_or_record(
        user=user,
        direction=Message.Direction.INBOUND,
        sender_id=user.psid,
        recipient_id="1",
        message_text="كم السعر؟",
        timestamp=THEN,
    )

    with Session(engine_of(chat)) as session:
        (theirs,) = session.scalars(sqlalchemy.select(original.User))
        (message,) = theirs.messages
        (activity,) = theirs.lead_activities
        (conversation,) = session.scalars(sqlalchemy.select(original.Conversation))
        assert theirs.lead_stage is original.LeadStage["NURTURE"]
        assert (message.message_text, message.direction.value, message.timestamp) == ("كم السعر؟", "inbound", NAIVE)
        assert message.message_source is original.MessageSource["DIRECT_MESSAGE"]
        assert (activity.old_value, activity.new_value) == ("INTAKE", "NURTURE")
        assert (conversation.message_count, conversation.last_activity) == (1, NAIVE)
        assert theirs.last_message_at == NAIVE
        assert timedelta(0) <= original.now() - theirs.last_stage_change < timedelta(minutes=1)
        theirs.lead_stage = original.LeadStage["IN_PROGRESS"]
        conversation.is_active = False
        session.commit()

    assert User.objects.get().lead_stage is User.LeadStage.IN_PROGRESS
    back = User.objects.get().change_stage("INTAKE")
    assert back is not None
    assert (back.old_value, back.new_value) == ("IN_PROGRESS", "INTAKE")
    assert not Conversation.objects.active().exists()
    assert LeadActivity.objects.count() == 2


def test_migrate_leaves_the_tables_alone(chat: str) -> None:
    call_command("migrate", "migochat", database=chat, verbosity=0)

    assert drift.find(["migochat"], using=chat) == []
