"""The admin: everything is looked at, payloads are in no list, and dead letters are sent again."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.auth.models import User as Account
from django.test import Client
from django.urls import reverse

from agent360_models.hibachi.events.factories import DomainEventFactory, InboxMessageFactory, OutboxMessageFactory
from agent360_models.hibachi.events.models import OutboxMessage

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


@pytest.fixture
def ada(client: Client) -> Client:
    client.force_login(Account.objects.create(username="ada", is_staff=True, is_superuser=True))
    return client


def changelist(model: str) -> str:
    return reverse(f"admin:hibachi_events_{model}_changelist")


def requeue(client: Client, *messages: OutboxMessage) -> Any:
    chosen = {"action": "requeue", "_selected_action": [message.pk for message in messages]}
    return client.post(changelist("outboxmessage"), chosen, follow=True)


def test_dead_letters_are_found_and_sent_again(ada: Client) -> None:
    """What is not dead stays as it is, whatever was selected."""
    dead, delivered, pending = (
        OutboxMessageFactory.create(**state) for state in ({"dead": True}, {"delivered": True}, {})
    )

    found = ada.get(changelist("outboxmessage"), {"status__exact": "failed"}).context["cl"].result_list
    answer = requeue(ada, dead, delivered)

    assert list(found) == [dead]
    assert "Dead letters sent again: 1." in answer.content.decode()
    assert set(OutboxMessage.objects.claim()) == {dead, pending}


def test_who_may_only_look_sends_nothing_again(client: Client) -> None:
    """The action is for those who may change messages, and where the project may."""
    looker = Account.objects.create(username="bob", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_outboxmessage"))
    client.force_login(looker)

    requeue(client, OutboxMessageFactory.create(dead=True))

    assert OutboxMessage.objects.get().status == OutboxMessage.Status.FAILED


def test_a_read_only_project_sends_nothing_again(ada: Client, settings: Any) -> None:
    message = OutboxMessageFactory.create(dead=True)
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "READ_ONLY": ["hibachi_events"]}

    requeue(ada, message)

    assert OutboxMessage.objects.get().status == OutboxMessage.Status.FAILED


def test_no_list_shows_a_payload(ada: Client) -> None:
    OutboxMessageFactory.create(event=DomainEventFactory.create(payload={"note": "peanut allergy"}))
    InboxMessageFactory.create(payload={"note": "peanut allergy"})

    shown = [ada.get(changelist(model)).content.decode() for model in ("domainevent", "outboxmessage", "inboxmessage")]

    assert [text for text in shown if "peanut" in text] == []
