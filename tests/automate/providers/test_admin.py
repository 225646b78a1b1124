"""The admin of providers: what it shows of secrets, which is nothing, and what it does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.views.debug import ExceptionReporter

from agent360_models.automate.providers.factories import (
    ConnectionProfileFactory,
    LLMProviderFactory,
    MCPServerFactory,
    PromptVersionFactory,
)
from agent360_models.automate.providers.models import LLMProvider, MCPServer

pytestmark = pytest.mark.django_db

SECRET = "very-secret-0123456789"


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    return client


def page(model: type[Model], view: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def messages_after(operator: Client, action: str, *rows: Model) -> list[str]:
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    response = operator.post(page(type(rows[0]), "changelist"), chosen, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_no_page_and_no_dump_shows_a_secret(operator: Client, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        LLMProviderFactory.create(config={"api_key": SECRET}),
        ConnectionProfileFactory.create(credentials={"token": SECRET}, config={"base_url": "https://x.org"}),
        MCPServerFactory.create(auth_config={"token": SECRET}),
    ]

    for row in rows:
        for url in (
            page(type(row), "changelist"),
            page(type(row), "change", row.pk),
            page(type(row), "history", row.pk),
        ):
            assert SECRET not in operator.get(url).content.decode()
    call_command("dumpdata", "automate_providers")
    assert SECRET not in capsys.readouterr().out


def test_the_report_of_an_error_shows_no_secret_that_was_typed(
    operator: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Such as Django sends to the admins, with what was posted."""
    form = {"name": "Ours", "provider_type": "openai", "config": json.dumps({"api_key": SECRET})}
    operator.raise_request_exception = False

    with connection.execute_wrapper(out_of_order):
        response = operator.post(page(LLMProvider, "add"), form)

    (record,) = (vars(record) for record in caplog.records if record.exc_info)
    report = ExceptionReporter(record["request"], *record["exc_info"])
    assert response.status_code == 500
    assert "provider_type" in report.get_traceback_text()
    assert SECRET not in report.get_traceback_text() + report.get_traceback_html()


def out_of_order(execute: Any, sql: str, *args: Any) -> Any:
    """Fail as a server does that is about to stop."""
    if sql.startswith("INSERT"):
        raise OperationalError("the database system is shutting down")
    return execute(sql, *args)


def test_a_form_that_leaves_a_secret_alone_keeps_it(operator: Client) -> None:
    """And the history says which columns changed, and not to what."""
    provider = LLMProviderFactory.create(config={"api_key": SECRET, "timeout": 5})
    shown = operator.get(page(LLMProvider, "change", provider.pk)).context["adminform"].form["config"].value()
    form = {"name": "Ours", "provider_type": "openai", "config": json.dumps({**json.loads(shown), "timeout": 9})}

    operator.post(page(LLMProvider, "change", provider.pk), form)

    stored = LLMProvider.objects.get(pk=provider.pk)
    assert (stored.name, stored.config["timeout"], stored.config["api_key"].reveal()) == ("Ours", 9, SECRET)
    assert SECRET not in str(LogEntry.objects.values_list())


def test_a_wrong_config_is_told_in_the_form(operator: Client) -> None:
    form = {"name": "Ours", "provider_type": "openai", "config": json.dumps({"api_kye": SECRET})}

    response = operator.post(page(LLMProvider, "add"), form)

    assert "Unknown: api_kye." in str(response.context["errors"])


def test_a_stored_version_of_a_prompt_is_read_only(operator: Client) -> None:
    version = PromptVersionFactory.create()

    response = operator.get(page(type(version), "change", version.pk))

    assert list(response.context["adminform"].form.fields) == []


def test_a_provider_is_made_the_default(operator: Client) -> None:
    first, second = LLMProviderFactory.create(default=True), LLMProviderFactory.create()

    assert messages_after(operator, "make_default", second) == [f"{second} is the default."]
    assert LLMProvider.objects.default() == second
    assert messages_after(operator, "make_default", first, second) == [
        "Only one provider can be the default. Select one."
    ]


def test_a_connection_is_tested(operator: Client) -> None:
    profile = ConnectionProfileFactory.create(
        provider="postgresql",
        config={"host": "/no/such/folder", "dbname": "x"},
        credentials={"user": "ada", "password": SECRET},
    )

    (message,) = messages_after(operator, "test_connection", profile)

    assert message.startswith(f"Not done: {profile}: OperationalError")
    assert SECRET not in message


def test_servers_are_synced_and_checked(operator: Client) -> None:
    pytest.importorskip("mcp", reason="the extra mcp is not installed")
    server = MCPServerFactory.create(url="http://127.0.0.1:9/mcp", auth_config={"token": SECRET})

    for action in ("sync_tools", "check_health"):
        (message,) = messages_after(operator, action, server)
        assert "it was not reached: ConnectError" in message
    assert MCPServer.objects.get(pk=server.pk).status == MCPServer.Status.FAILING
