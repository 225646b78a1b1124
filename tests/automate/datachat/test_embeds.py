"""Keys of widgets: shown once, stored as a hash, found by index; and how many requests there may be."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core import serializers
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client, modify_settings
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agent360_models.automate.datachat.factories import ChatEmbedFactory
from agent360_models.automate.datachat.models import ChatEmbed
from agent360_models.automate.governance.models import ThrottleBucket

pytestmark = pytest.mark.django_db

KEY = re.compile(r"[0-9a-f]{12}\.[A-Za-z0-9_-]{43}")


def table() -> str:
    """Return the whole table as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, '') FROM automate_datachat_chatembed e")
        (text,) = cursor.fetchone() or ("",)
    return str(text)


# Keys


def test_a_key_opens_its_widget_and_is_stored_nowhere(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    embed, key = ChatEmbed.objects.issue(name="Shop", allowed_domains=["example.com"])
    ChatEmbedFactory.create_batch(3)

    with django_assert_num_queries(1):
        assert ChatEmbed.objects.for_key(key) == embed

    secret = key.partition(".")[2]
    assert KEY.fullmatch(key)
    dumped = serializers.serialize("json", ChatEmbed.objects.all())
    assert [text for text in (table(), dumped, repr(embed), str(vars(embed))) if secret in text] == []


def test_a_new_key_ends_the_old_one() -> None:
    embed, old = ChatEmbed.objects.issue(name="Shop")

    new = embed.rotate_key()

    assert ChatEmbed.objects.for_key(new) == embed
    assert ChatEmbed.objects.for_key(old) is None
    assert old != new


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key[:-1],
        lambda key: key + "a",
        lambda key: key.swapcase(),
        lambda key: key.partition(".")[0],
        lambda key: key.partition(".")[0] + ".",
        lambda key: key.partition(".")[0] + "." + "a" * 43,
        lambda key: "." + key.partition(".")[2],
        lambda key: "0" * 12 + "." + key.partition(".")[2],
        lambda key: f" {key}",
        lambda key: key + "\0",
        lambda key: key[:5] + "\0" + key[6:],
        lambda key: key[:5] + "%" + key[6:],
        lambda key: key.replace(".", "．"),  # noqa: RUF001
        lambda key: key + "x" * 100_000,
        lambda _: "",
        lambda _: "'; DROP TABLE automate_datachat_chatembed; --",
        lambda _: None,
        lambda key: key.encode(),
    ],
)
def test_what_is_not_quite_the_key_opens_nothing(spoil: Any) -> None:
    _, key = ChatEmbed.objects.issue(name="Shop")

    assert ChatEmbed.objects.for_key(spoil(key)) is None


def test_the_hash_is_no_key_and_a_widget_without_one_is_shut() -> None:
    """Who has read a backup has nothing to log in with."""
    embed, _ = ChatEmbed.objects.issue(name="Shop")
    shut = ChatEmbedFactory.create(without_key=True)

    assert ChatEmbed.objects.for_key(f"{embed.key_prefix}.{embed.api_key}") is None
    assert ChatEmbed.objects.for_key(f"{shut.key_prefix}.") is None
    assert ChatEmbed.objects.for_key(f"{shut.key_prefix}.x") is None


def test_the_key_is_looked_up_by_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = ChatEmbed.objects.filter(key_prefix="0" * 12).explain()

    assert "automate_datachat_chatembed_key_prefix" in plan


def test_the_rate_is_at_least_one() -> None:
    with pytest.raises(IntegrityError, match="rate_limit"), transaction.atomic():
        ChatEmbedFactory.create(rate_limit=0)


@pytest.mark.django_db(databases=["default", "crm"])
def test_keys_stay_on_the_alias_of_their_widget() -> None:
    """Where a project has widgets in two databases."""
    with connections["crm"].schema_editor() as editor:
        editor.create_model(ChatEmbed)

    embed, key = ChatEmbed.objects.using("crm").issue(name="Shop")
    assert ChatEmbed.objects.using("crm").for_key(key) == embed
    new = ChatEmbed.objects.using("crm").get().rotate_key()

    assert ChatEmbed.objects.using("crm").for_key(new) == embed
    assert not ChatEmbed.objects.exists()


# The admin


def test_the_admin_shows_the_key_once(client: Client, admin_user: Any) -> None:
    client.force_login(admin_user)
    given = {"name": "Shop", "allowed_domains": "example.com", "theme": "{}", "rate_limit": "60"}

    answer = client.post(reverse("admin:automate_datachat_chatembed_add"), given)

    embed = ChatEmbed.objects.get()
    (key,) = KEY.findall(answer.content.decode())
    assert ChatEmbed.objects.for_key(key) == embed
    assert "no-store" in answer.headers["Cache-Control"]
    pages = [reverse("admin:automate_datachat_chatembed_changelist"), *pages_of(embed)]
    secrets = (key.partition(".")[2], embed.api_key)
    assert [page for page in pages if any(s in client.get(page).content.decode() for s in secrets)] == []
    assert not any(s in str(client.session.items()) + str(client.cookies) for s in secrets)
    assert not LogEntry.objects.filter(change_message__contains=secrets[0]).exists()


def pages_of(embed: ChatEmbed) -> list[str]:
    return [
        reverse(f"admin:automate_datachat_chatembed_{page}", args=[embed.pk])
        for page in ("change", "history", "delete")
    ]


def test_saving_in_the_admin_keeps_the_key_and_an_action_replaces_it(client: Client, admin_user: Any) -> None:
    client.force_login(admin_user)
    embed, key = ChatEmbed.objects.issue(name="Shop")
    given = {"name": "Store", "allowed_domains": "example.com", "theme": "{}", "rate_limit": "60", "api_key": "x"}

    client.post(pages_of(embed)[0], given)
    assert ChatEmbed.objects.for_key(key) == ChatEmbed.objects.get(name="Store")

    action = {"action": "rotate_key", "_selected_action": [str(embed.pk)]}
    answer = client.post(reverse("admin:automate_datachat_chatembed_changelist"), action)
    (new,) = KEY.findall(answer.content.decode())
    assert ChatEmbed.objects.for_key(new) == embed
    assert ChatEmbed.objects.for_key(key) is None


def test_the_action_takes_one_widget_at_a_time(client: Client, admin_user: Any) -> None:
    client.force_login(admin_user)
    (one, first), (other, second) = (ChatEmbed.objects.issue(name=name) for name in ("Shop", "Blog"))

    action = {"action": "rotate_key", "_selected_action": [str(one.pk), str(other.pk)]}
    answer = client.post(reverse("admin:automate_datachat_chatembed_changelist"), action, follow=True)

    assert "Select exactly one widget" in answer.content.decode()
    assert (ChatEmbed.objects.for_key(first), ChatEmbed.objects.for_key(second)) == (one, other)


# Requests per minute


def test_requests_are_counted_by_widget_and_by_key() -> None:
    """The counts hold hashes: neither keys nor addresses of visitors."""
    shop, blog = ChatEmbedFactory.create(rate_limit=3), ChatEmbedFactory.create(rate_limit=3)

    assert [shop.check_rate_limit("203.0.113.9") for _ in range(4)] == [True, True, True, False]
    assert shop.check_rate_limit("203.0.113.10")
    assert blog.check_rate_limit("203.0.113.9")

    assert ThrottleBucket.objects.count() == 3
    assert not any("203.0" in key for key in ThrottleBucket.objects.values_list("key", flat=True))


@modify_settings(INSTALLED_APPS={"remove": "agent360_models.automate.governance"})
def test_without_the_app_that_counts_the_line_to_add_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match=r'\*installed_apps\("automate_governance"\) to INSTALLED_APPS'):
        ChatEmbed(name="Shop").check_rate_limit("203.0.113.9")
