"""Connection profiles, against a local HTTP server and the PostgreSQL of the tests."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from agent360_models.automate.exceptions import ConnectionFailedError
from agent360_models.automate.providers.factories import ConnectionProfileFactory
from agent360_models.automate.providers.models import ConnectionProfile
from agent360_models.automate.runtime import _services, connections
from tests.automate.providers.services import Request, service

pytestmark = pytest.mark.django_db

SECRET = "very-secret-0123456789"


def database(**changes: Any) -> ConnectionProfile:
    """Return a profile of the database of this test."""
    connection.ensure_connection()
    own = connection.connection.info
    config = {"host": own.host, "port": own.port, "dbname": own.dbname}
    credentials = {"user": own.user} | ({"password": own.password} if own.password else {})
    profile: ConnectionProfile = ConnectionProfileFactory.create(
        provider="postgresql",
        config={**config, **changes.pop("config", {})},
        credentials={**credentials, **changes.pop("credentials", {})},
    )
    return ConnectionProfile.objects.get(pk=profile.pk)


def http(url: str, credentials: dict[str, Any] | None = None, **config: Any) -> ConnectionProfile:
    profile = ConnectionProfileFactory.create(config={"base_url": url, **config}, credentials=credentials or {})
    return ConnectionProfile.objects.get(pk=profile.pk)


# HTTP


def answer(request: Request) -> tuple[int, Any]:
    if request.path == "/api/broken":
        return 503, {}
    if request.headers.get("authorization") != f"Bearer {SECRET}":
        return 401, {"you said": request.headers}
    return 200, {"hello": "there"}


def test_a_client_of_http_has_its_address_its_headers_and_its_credentials() -> None:
    pytest.importorskip("httpx", reason="the extra http is not installed")
    with service(answer) as there:
        profile = http(f"{there.url}/api/", {"token": SECRET, "headers": {"X-Team": "a"}}, headers={"Accept": "text/x"})

        with profile.get_client() as client:
            response = client.get("orders")

    assert response.json() == {"hello": "there"}
    request = there.requests[0]
    assert request.path == "/api/orders"
    assert (request.headers["x-team"], request.headers["accept"]) == ("a", "text/x")


def test_a_client_of_http_may_have_a_user_and_a_password() -> None:
    pytest.importorskip("httpx", reason="the extra http is not installed")
    with (
        service(lambda request: (200, request.headers)) as there,
        http(there.url, {"user": "ada", "password": "pa"}).get_client() as client,
    ):
        assert client.get("/").json()["authorization"] == "Basic YWRhOnBh"


@pytest.mark.parametrize(
    ("credentials", "path", "ok", "detail"),
    [
        ({"token": SECRET}, "", True, "The service answers 200."),
        ({"token": f"wrong-{SECRET}"}, "", False, "refuses the credentials: 401"),
        ({"token": SECRET}, "broken", False, "The service answers 503."),
    ],
)
def test_a_service_is_tested(credentials: dict[str, Any], path: str, ok: bool, detail: str) -> None:
    """What came of it is a result, and repeats no secret."""
    pytest.importorskip("httpx", reason="the extra http is not installed")
    with service(answer) as there:
        found = http(f"{there.url}/api/", credentials, **({"test_path": path} if path else {})).test_connection()

    assert found.ok is ok
    assert detail in found.detail
    assert 0 <= found.latency_ms < 10_000
    assert SECRET not in str(found)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9", "http://nowhere.invalid", "https://127.0.0.1:9/x", "http://a..b", f"http://{'a' * 99}.org"],
)
def test_a_service_that_is_not_there_is_a_result(url: str) -> None:
    pytest.importorskip("httpx", reason="the extra http is not installed")

    found = http(url, {"token": SECRET}, timeout=2).test_connection()

    assert not found.ok
    assert "Error" in found.detail
    assert SECRET not in str(found)


def test_credentials_do_not_follow_a_redirect() -> None:
    """Where it leads is said by somebody else."""
    pytest.importorskip("httpx", reason="the extra http is not installed")
    with service(lambda _: (307, b"")) as there:
        found = http(there.url, {"token": SECRET}).test_connection()

    assert found.detail == "The service answers 307."
    assert len(there.requests) == 1


def test_a_client_gives_its_credentials_to_no_other_server() -> None:
    """Whatever address it is given, as one that an answer had."""
    pytest.importorskip("httpx", reason="the extra http is not installed")
    credentials = {"token": SECRET, "headers": {"X-Key": SECRET}}
    with service(lambda _: (200, b"{}")) as there, service(lambda _: (200, b"{}")) as other:
        for given in (credentials, {"user": "ada", "password": SECRET}):
            with http(there.url, given, headers={"X-Team": "a", "X-Api-Key": SECRET}).get_client() as client:
                client.get("own")
                client.get(f"{other.url}/stolen")

    assert all("authorization" in request.headers for request in there.requests)
    for request in other.requests:
        assert {"authorization", "x-key", "x-api-key"}.isdisjoint(request.headers)
        assert request.headers["x-team"] == "a"


# PostgreSQL


def test_a_client_of_postgresql_is_a_connection() -> None:
    with database().get_client() as client:
        assert client.execute("SELECT current_database()").fetchone() == (connection.settings_dict["NAME"],)


def test_a_database_is_tested() -> None:
    found = database().test_connection()

    assert found.ok, found
    assert "PostgreSQL" in found.detail


@pytest.mark.parametrize(
    "changes",
    [
        {"credentials": {"user": SECRET, "password": f"p-{SECRET}"}},
        {"config": {"dbname": "no_such_database"}, "credentials": {"password": SECRET}},
        {"config": {"host": "127.0.0.1", "port": 9}, "credentials": {"password": SECRET}},
        {"config": {"host": "/no/such/folder"}, "credentials": {"password": SECRET}},
        {"config": {"sslmode": "nonsense"}, "credentials": {"password": SECRET}},
        {"config": {"host": "127.0.0.1", "port": 9}, "credentials": {"password": f"' password={SECRET} x='"}},
    ],
    ids=str,
)
def test_a_database_that_is_not_reached_is_told_without_secrets(changes: dict[str, Any]) -> None:
    """As a result of a test, and as the error of a client."""
    profile = database(**changes)

    found = profile.test_connection()
    with pytest.raises(ConnectionFailedError) as caught:
        profile.get_client()

    assert not found.ok
    assert "Error" in found.detail
    assert SECRET not in str(found)
    assert SECRET not in str(caught.value)


# Profiles


@pytest.mark.parametrize(
    ("provider", "config", "credentials", "problem"),
    [
        ("http", {}, {}, "Missing: base_url."),
        ("http", {"base_url": "ftp://x.org"}, {}, "base_url has to be"),
        ("http", {"base_url": f"https://u:{SECRET}@x.org"}, {}, "without a user or a password"),
        ("http", {"base_url": "https://x.org", "headers": {"X": f"{SECRET}\n"}}, {}, "headers has to be an object"),
        ("http", {"base_url": "https://x.org", "headers": {"X Y": "z"}}, {}, "headers has to be an object"),
        ("http", {"base_url": "https://x.org", "proxy": "x"}, {}, "Unknown: proxy"),
        ("http", {"base_url": "https://x.org"}, {"token": f"{SECRET}\r\n"}, "token has to be a text of ASCII"),
        ("http", {"base_url": "https://x.org"}, {"token": "schlüssel"}, "token has to be a text of ASCII"),
        ("http", {"base_url": "https://x.org"}, [SECRET], "It has to be an object."),
        ("postgresql", {"host": "h"}, {"user": "u"}, "Missing: dbname."),
        ("postgresql", {"host": "h", "dbname": "d"}, {"password": SECRET}, "Missing: user."),
        ("postgresql", {"host": "h", "dbname": "d", "port": 70_000}, {"user": "u"}, "port has to be"),
        ("postgresql", {"host": "h", "dbname": "d", "service": "s"}, {"user": "u"}, "Unknown: service"),
        ("postgresql", {"host": "h", "dbname": "d\0"}, {"user": "u"}, "dbname has to be a text"),
        ("gopher", {}, {"token": SECRET}, "gopher is unknown. Choose from: http, postgresql"),
    ],
)
def test_a_profile_that_is_wrong_is_told_without_its_secrets(
    provider: str, config: Any, credentials: Any, problem: str
) -> None:
    profile = ConnectionProfile(name="x", provider=provider, config=config, credentials=credentials)

    for refuse in (profile.full_clean, profile.get_client, profile.test_connection):
        with pytest.raises(ValidationError) as caught:
            refuse()

        assert problem in str(caught.value)
        assert SECRET not in str(caught.value)


def test_a_type_of_ones_own_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dice:
        def problems(self, config: Any, credentials: Any) -> dict[str, list[str]]:
            return {"config": [] if "sides" in config else ["Missing: sides."]}

        def client(self, config: Any, credentials: Any) -> str:
            return f"a die of {config['sides']} sides"

        def test(self, config: Any, credentials: Any) -> str:
            raise ConnectionFailedError("It fell off the table.")

    monkeypatch.setattr(connections, "connection_types", dict(connections.connection_types))
    connections.register("dice", Dice())
    profile = ConnectionProfileFactory.create(provider="dice", config={"sides": 6})

    assert profile.get_client() == "a die of 6 sides"
    assert profile.test_connection()[:2] == (False, "It fell off the table.")


def test_what_others_say_is_told_without_secrets() -> None:
    """Also where one secret is a part of another."""
    said = _services.without_secrets(
        "ada: no such ada-0123, or 0123 in ada-0123x", {"user": "ada", "keys": ["ada-0123"]}
    )

    assert said == "***: no such ***, or 0123 in ***x"


def test_credentials_are_encrypted() -> None:
    profile = ConnectionProfileFactory.create(credentials={"token": SECRET})

    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM automate_connectionprofile t WHERE id = %s", [profile.pk])
        (stored,) = cursor.fetchone() or ("",)

    assert SECRET not in stored
    assert SECRET not in repr(vars(profile))
