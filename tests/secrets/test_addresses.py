"""What says where credentials go, in documents of whatever kind of service."""

import re
from time import thread_time
from typing import Any

import pytest

from agent360_models.secrets import Secret
from agent360_models.secrets.addresses import addresses, is_address_key, keeps_secrets, origin
from agent360_models.secrets.masking import masked

# One for each way in which a key is spelled, or a service is named.
WHERE = (
    "host Host db_host dbHost DB-HOST dbhost host2 hostaddr port smtpport scheme base_url baseUrl baseurl api_base"
    " azure_endpoint server imap_server domain subdomain region account bucket workspace instance_url cluster gateway"
    " http_proxy proxies unix_socket redirect_uri webhook smtp sslmode sslrootcert verify_ssl insecure host_key"
    " fingerprint bastion ssh_tunnel command transport tls remote issuer tenant_id location"
    " org project_id store team namespace vault_name dc company sandbox cloud"
)
ELSE = (
    "name timeout max_retries headers folder mailbox report support import important subject model user email language"
    " page_size description labels poll_interval version columns query"
)


def test_a_key_tells_whether_it_says_where_something_is() -> None:
    assert [key for key in WHERE.split() if not is_address_key(key)] == []
    assert [key for key in ELSE.split() if is_address_key(key)] == []


@pytest.mark.parametrize(
    "other",
    [
        {"smtp": {"name": "b", "port": 25}},  # whatever is below an address key
        {"smtp": {"name": "a", "port": 26}},
        {"smtp": ["a", 25]},
        {"smtp": {"name": "a", "port": 25}, "callback": "https://b.test"},  # a URL, and a host, below any key
        {"smtp": {"name": "a", "port": 25}, "realm_of_login": "b.test:8443"},
        {"smtp": {"name": "a", "port": 25}, "peers": ["x", {"place": "10.0.0.1"}]},
        {"smtp": {"name": "a", "port": 25}, "x": "[fe80::1]:80"},
        {"smtp": {"name": "a", "port": 25}, "x": "//b\uff0etest/path"},  # a full stop that a resolver takes for one
        {},
    ],
)
def test_a_document_that_leads_elsewhere_has_other_addresses(other: dict[str, Any]) -> None:
    assert addresses(other) != addresses({"smtp": {"name": "a", "port": 25}})


@pytest.mark.parametrize(
    "text",
    [
        "http://x.test,http://a.test",  # several
        "http://x.test/;http://a.test",
        "x.test:443, a.test:443",
        "http://x.test a.test",
        "postgresql://x.test/db?host=a",  # libpq takes the parameter, not the host
        "postgresql://x.test/db?%68ost=a",
        "redis://x.test/0?via=http%3A//a.test",
        "https://x.test/?url=https://a.test",
        "https://x.test/#https://a.test",
        "host=a dbname=x",
        "Driver={SQL Server};Server=a;Database=x",
        "tcp(a.test:3306)/x",
        "jdbc:oracle:thin:@a.test:1521:x",
        "http:/a.test",
        "http:\\\\a.test",
        "me@a.test",
        " a.test",
        "*.a.test",
        "a.test?x=1",
        "//a",
        "a:443",
        "fe80::a%eth0",
        f"a.test/{'x' * 3000}",
    ],
)
@pytest.mark.parametrize("form", ["value", "key"])
def test_another_host_in_a_text_is_another_address(text: str, form: str) -> None:
    """Below a key that says nothing, or as the key itself."""
    other = re.sub(r"\ba(?=\b|%)", "b", text)
    one, two = (addresses({"x": each} if form == "value" else {"x": {each: {}}}) for each in (text, other))

    assert one != two


def test_the_name_of_a_server_may_be_a_key() -> None:
    assert addresses({"hosts": {"a": {}}}) != addresses({"hosts": {"b": {}}})


@pytest.mark.parametrize(
    "same",
    [
        {"url": "HTTPS://A.test:443/v1?x=1", "host": "DB"},  # one place, spelled in another way
        {"url": "https://a.test/v2", "host": "db", "timeout": 3, "note": "see a.test for more", "ratio": 1.5},
        {"url": "https://a.test", "host": "db", "token": Secret("x", where="a test"), "password": "host b.test"},
    ],
)
def test_one_that_leads_to_the_same_place_has_the_same(same: dict[str, Any]) -> None:
    assert addresses(same) == addresses({"url": "https://a.test", "host": "db"})


def test_a_secret_address_that_is_typed_anew_is_another() -> None:
    """Nobody can compare it: other secrets beside it are asked for again."""
    document = {"dsn": "postgresql://u:p@b.test/x", "database_url": "x"}

    assert addresses(document) != addresses(document)
    assert not keeps_secrets(document)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.test",
        "https://a.test:8443",
        "https://u@a.test",
        "https://a.test@b.test",
        "https://a.test\\@b.test",
        "https://a.test.b.test",
        "https://a.test.",
        "wss://a.test",
        "https://a.test:x",
        "a.test",
        "",
    ],
)
def test_another_origin(url: str) -> None:
    assert origin(url) != origin("https://a.test/path")


@pytest.mark.parametrize(
    "document",
    [
        {"x": [f"{n}{':' * 1980}x" for n in range(20)]},
        {"x": [f"{n}{'a' * 1980}" for n in range(20)]},
        {"x": [f"{n}{'a.' * 990}" for n in range(20)]},
        {f"{n}{'aB' * 95}": "x" for n in range(1000)},
        {f"{n}{'_old' * 48}": "x" for n in range(1000)},
    ],
    ids=["colons", "letters", "dots", "words", "endings"],
)
def test_no_document_takes_long(document: Any) -> None:
    started = thread_time()

    addresses(document)
    masked(document)

    assert thread_time() - started < 0.5
