"""Stored credentials go to the address that they were typed for, and to no other."""

from __future__ import annotations

import json
import logging
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from agent360_models.automate import _faults
from agent360_models.automate.providers.factories import (
    ConnectionProfileFactory,
    LLMProviderFactory,
    MCPServerFactory,
)
from agent360_models.automate.providers.models import ConnectionProfile, LLMProvider, MCPServer
from agent360_models.automate.runtime import clients
from agent360_models.secrets import revealed
from agent360_models.secrets.addresses import TYPE_AGAIN, origin
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db

SECRET = "very-secret-0123456789"


def profile(url: str = "https://a.test/api") -> ConnectionProfile:
    made = ConnectionProfileFactory.create(config={"base_url": url}, credentials={"token": SECRET})
    return ConnectionProfile.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    "url",
    [
        "https://b.test/api",
        "http://a.test/api",
        "https://a.test:8443/api",
        "https://a.test.evil.test/",
        "https://a.test./",
    ],
)
def test_another_host_scheme_or_port_asks_for_the_credentials_again(url: str) -> None:
    row = profile()
    row.config = {"base_url": url}

    for check in (row.full_clean, row.save):
        with pytest.raises(ValidationError, match="Type the credentials again"):
            check()
    assert ConnectionProfile.objects.get(pk=row.pk).config == {"base_url": "https://a.test/api"}

    row.credentials = {"token": SECRET}
    row.full_clean()
    row.save()
    assert ConnectionProfile.objects.get(pk=row.pk).config == {"base_url": url}


def test_credentials_that_are_assigned_but_not_written_do_not_count() -> None:
    row = profile()
    row.config, row.credentials = {"base_url": "https://b.test/api"}, {"token": "another"}

    with pytest.raises(ValidationError, match="Type the credentials again"):
        row.save(update_fields=["config"])
    row.save(update_fields=["config", "credentials"])


@pytest.mark.parametrize("url", ["https://a.test/other", "https://A.test:443/api", "HTTPS://a.test/api?x=1"])
def test_the_same_address_keeps_them(url: str) -> None:
    row = profile()
    row.config, row.name = {"base_url": url, "timeout": 3}, "Other"

    row.full_clean()
    row.save()

    assert ConnectionProfile.objects.get(pk=row.pk).credentials == {"token": SECRET}


def elsewhere(row: ConnectionProfile) -> None:
    """Another session gives the row another address, with credentials for it, as anybody who may change it can."""
    other = ConnectionProfile.objects.get(pk=row.pk)
    other.config, other.credentials = {"base_url": "https://b.test"}, {"token": "of b.test"}
    other.save()


def test_credentials_read_before_do_not_go_to_the_address_of_another_session() -> None:
    """It has that address already, so nothing seems to change."""
    row = profile()
    elsewhere(row)
    row.config = {"base_url": "https://b.test"}

    for check in (row.full_clean, row.save):
        with pytest.raises(ValidationError, match="Type the credentials again"):
            check()
    assert revealed(ConnectionProfile.objects.get(pk=row.pk).credentials) == {"token": "of b.test"}


@pytest.mark.parametrize("credentials", [{"token": "new"}, None], ids=["typed", "kept"])
def test_credentials_saved_alone_do_not_go_to_the_address_of_another_session(credentials: Any) -> None:
    row = profile()
    elsewhere(row)
    row.credentials = credentials or row.credentials

    with pytest.raises(ValidationError, match="Type the credentials again"):
        row.save(update_fields=["credentials"])
    row.refresh_from_db()
    row.credentials = {"token": "new"}
    row.save(update_fields=["credentials"])


@pytest.mark.django_db(transaction=True)
def test_a_change_of_the_address_that_is_not_committed_yet_is_waited_for() -> None:
    row, has_moved = profile(), Event()

    def move() -> None:
        with transaction.atomic():
            elsewhere(row)
            has_moved.set()
            sleep(0.3)

    def save() -> None:
        has_moved.wait(10)
        row.credentials = {"token": "new"}
        row.save(update_fields=["credentials"])

    assert [type(outcome) for outcome in at_once(move, save)] == [type(None), ValidationError]


def test_without_credentials_any_address_will_do() -> None:
    row = MCPServer.objects.get(pk=MCPServerFactory.create(url="https://a.test/mcp", auth_config={}).pk)
    row.url = "https://b.test/mcp"

    row.full_clean()
    row.save()


def test_other_rows_are_asked_too() -> None:
    server = MCPServer.objects.get(pk=MCPServerFactory.create(url="https://a.test/", auth_config={"token": SECRET}).pk)
    server.url = "https://b.test/"
    provider = LLMProvider.objects.get(pk=LLMProviderFactory.create(config={"api_key": SECRET}).pk)
    provider.config["base_url"] = "https://b.test/"
    other = LLMProvider.objects.get(pk=provider.pk)
    other.provider_type = "anthropic"

    for row in (server, provider, other):
        with pytest.raises(ValidationError, match="Type the credentials again"):
            row.full_clean()
        with pytest.raises(ValidationError, match="Type the credentials again"):
            row.save()


def test_the_admin_asks_for_them(client: Client) -> None:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    row, provider = profile(), LLMProviderFactory.create(config={"api_key": SECRET, "base_url": "https://a.test"})
    moved = {"name": "x", "provider": "http", "credentials": "", "config": json.dumps({"base_url": "https://b.test"})}
    config = json.dumps({"api_key": "********", "base_url": "https://b.test"})

    for url, form in (
        (reverse("admin:automate_providers_connectionprofile_change", args=[row.pk]), moved),
        (
            reverse("admin:automate_providers_llmprovider_change", args=[provider.pk]),
            {"name": "x", "provider_type": "openai", "config": config},
        ),
    ):
        assert TYPE_AGAIN in str(client.post(url, form).context["errors"])


def test_an_entry_of_a_list_keeps_its_own_secret(client: Client) -> None:
    """It is known by what else is in it, wherever it stands."""
    entries = [{"name": "one", "token": "1"}, {"name": "two", "token": "2"}]
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    from agent360_models.automate.connectors.models import ConnectorInstance

    row = ConnectorInstance.objects.create(name="x", connector_type="imap", config={"entries": entries})
    change = reverse("admin:automate_connectors_connectorinstance_change", args=[row.pk])

    def post(*shown: dict[str, Any]) -> Any:
        form = {"name": "x", "connector_type": "imap", "status": "active", "credentials": ""}
        return client.post(change, {**form, "config": json.dumps({"entries": shown})})

    hidden = {"token": "********"}
    assert post({"name": "two", **hidden}, {"name": "one", **hidden}).status_code == 302
    assert revealed(ConnectorInstance.objects.get().config) == {"entries": entries[::-1]}
    assert post({"name": "two", **hidden}).status_code == 302
    assert "Asterisks keep a stored secret" in str(post({"name": "three", **hidden}).context["errors"])


@pytest.mark.parametrize("path", ["http://b.test/", "//b.test/", "http:b", "\\\\b.test", "a b"])
def test_a_path_to_test_leads_to_no_other_server(path: str) -> None:
    with pytest.raises(ValidationError, match="test_path has to be a path on that server"):
        ConnectionProfileFactory.build(config={"base_url": "https://a.test", "test_path": path}).full_clean()
    assert _faults.PATH_ON_SERVER.fits("status/me?at=12:00")


@pytest.mark.parametrize("name", ["SECRETS_KEYS", "DATABASE_URL", "api_key", "API_KEY_OLD", 7, ""])
def test_no_other_variable_of_the_environment_can_be_named(name: Any) -> None:
    with pytest.raises(ValidationError, match="whose name ends in API_KEY"):
        clients.validate("openai", {"api_key_env": name})


def test_origins_are_alike_for_one_place() -> None:
    assert origin("HTTPS://A.test") == origin("https://a.test:443/x") == ("https", "", "a.test", 443)
    assert (
        len({origin(url) for url in ("https://a.test", "http://a.test", "https://u@a.test", "https://a.test:1")}) == 4
    )


def test_what_servers_send_is_in_no_log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mcp", reason="the extra mcp is not installed")
    from agent360_models.automate.runtime import _mcp  # noqa: F401  # importing it is what silences them

    logged = StringIO()  # caplog itself listens at loggers that pass nothing on
    monkeypatch.setattr(logging.root, "handlers", [logging.StreamHandler(logged)])
    caplog.set_level(logging.DEBUG)
    for name in ("mcp.client.streamable_http", "mcp.shared.session"):
        logging.getLogger(name).error(SECRET)
    with HTTPServer(("127.0.0.1", 0), Talkative) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        MCPServerFactory.create(url=f"http://127.0.0.1:{server.server_port}/mcp").health_check()
        server.shutdown()

    assert "/mcp" in logged.getvalue()
    assert SECRET not in logged.getvalue()


class Talkative(BaseHTTPRequestHandler):
    """A server that writes into whatever it may choose."""

    def do_POST(self) -> None:
        self.send_response(404, SECRET)
        self.send_header(f"X-{SECRET}", SECRET)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # as the base class calls it
        pass
