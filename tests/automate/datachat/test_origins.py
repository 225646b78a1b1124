"""Which pages may show a widget, and which only look as if they might."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from agent360_models.automate.datachat.factories import ChatEmbedFactory
from agent360_models.automate.datachat.models import ChatEmbed

DOMAINS = [
    "example.com",
    "*.shop.example",
    "http://localhost:8000",
    "https://secure.example:8443",
    "xn--bcher-kva.example",
    "192.0.2.7",
    "[2001:db8::1]",
    "http://[::1]:3000",
]

ALLOWED = [
    "https://example.com",
    "https://example.com:443",  # browsers leave it out, others may not
    "HTTPS://EXAMPLE.COM",
    "https://www.shop.example",
    "https://a.b.c.shop.example",
    "https://my_app.shop.example",
    "http://localhost:8000",
    "https://secure.example:8443",
    "https://xn--bcher-kva.example",
    "https://192.0.2.7",
    "https://[2001:db8::1]",
    "https://[2001:DB8:0:0::1]",
    "http://[::1]:3000",
]

REFUSED = [
    # another host that contains, precedes or follows the right one
    "https://evil-example.com",
    "https://evilexample.com",
    "https://example.com.evil.net",
    "https://www.example.com",
    "https://example.co",
    "https://example.comm",
    "https://xample.com",
    "https://com",
    # a wildcard means subdomains, and a dot before them
    "https://shop.example",
    "https://evilshop.example",
    "https://.shop.example",
    "https://www..shop.example",
    "https://www.shop.example.evil.net",
    "https://*.shop.example",
    "https://-.shop.example",
    # users, paths, queries, fragments
    "https://example.com@evil.net",
    "https://user:pass@example.com",
    "https://evil.net/example.com",
    "https://example.com/",
    "https://example.com/chat",
    "https://example.com?x=1",
    "https://example.com#x",
    "https://evil.net\\@example.com",
    "https://evil.net\\.shop.example",
    "https://evil.net%2f.shop.example",
    "https://evil.net#.shop.example",
    # another scheme or port
    "http://example.com",
    "ftp://example.com",
    "file://",
    "chrome-extension://example.com",
    "javascript://example.com",
    "//example.com",
    "example.com",
    "https:example.com",
    "https:///example.com",
    "https://example.com:8443",
    "https://example.com:80",
    "https://example.com:",
    "https://example.com:0443",
    "https://example.com:443:443",
    "https://example.com:99999",
    "https://example.com:-1",
    "http://localhost",
    "http://localhost:80001",
    "https://localhost:8000",
    "https://secure.example",
    # a dot at the end is another origin to browsers
    "https://example.com.",
    "https://www.shop.example.",
    # letters that look alike, or become ASCII when something folds them
    "https://exаmple.com",  # noqa: RUF001  # a Cyrillic a
    "https://example。com",
    "https://ｅxample.com",  # noqa: RUF001  # a wide e
    "https://wwſ.shop.example",  # noqa: RUF001  # a long s
    "https://bücher.example",
    "https://ex\u200bample.com",
    "https://example.com\u202e",
    # control characters and blanks
    "https://example.com\n",
    "https://example.com\r\nX: y",
    "https://example.com\0",
    "https://exam\tple.com",
    " https://example.com",
    "https://example.com ",
    "https://example.com https://evil.net",
    # addresses
    "https://192.0.2.70",
    "https://192.0.2.7.evil.net",
    "https://3221225991",
    "https://[2001:db8::2]",
    "https://2001:db8::1",
    "https://[2001:db8::1%25eth0]",
    "https://[2001:db8::1].shop.example",
    "https://[::ffff:192.0.2.7]",
    "https://[::1",
    # nothing, and much
    "null",
    "",
    "*",
    "https://",
    "https://" + "a." * 5000 + "shop.example",
    "https://" + "a" * 64 + ".shop.example",
    None,
    b"https://example.com",
    ["https://example.com"],
]


@pytest.mark.parametrize("origin", ALLOWED)
def test_a_page_on_an_allowed_domain_may_show_the_widget(origin: str) -> None:
    assert ChatEmbed(allowed_domains=DOMAINS).validate_origin(origin) is True


@pytest.mark.parametrize("origin", REFUSED, ids=lambda origin: ascii(origin)[:60])
def test_any_other_page_may_not(origin: Any) -> None:
    assert ChatEmbed(allowed_domains=DOMAINS).validate_origin(origin) is False


@pytest.mark.parametrize("domains", [[], [""], ["*"], ["*.com"], ["null"], ["https://"]])
def test_without_a_domain_there_is_no_page(domains: list[str]) -> None:
    """Also where a row was written past the form."""
    embed = ChatEmbed(allowed_domains=domains)

    assert not any(
        map(embed.validate_origin, ["https://example.com", "https://com", "null", "", "https://", "*", None])
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pattern",
    [
        *("*", "*.com", "*.", "*example.com", "www.*.com", "*.*.example.com", "**.example.com"),
        *("https://example.com/", "https://example.com/chat", "ftp://example.com", "user@example.com", "//example.com"),
        *("example.com.", ".example.com", "example..com", "-example.com", "exa mple.com", "example.com\n", ""),
        *("bücher.example", "exаmple.com", "example.com:99999", "example.com:0", "example.com:http"),  # noqa: RUF001
        *("*.0.2.7", "*.[::1]", "[::g]", "[::1", "2001:db8::1", "a" * 64 + ".example", "null/", None),
    ],
    ids=ascii,
)
def test_a_pattern_that_would_match_nothing_or_too_much_is_refused(pattern: Any) -> None:
    embed = ChatEmbedFactory.build(allowed_domains=["example.com", pattern])

    with pytest.raises(ValidationError) as refused:
        embed.full_clean()

    assert list(refused.value.message_dict) == ["allowed_domains"]


@pytest.mark.django_db
def test_the_patterns_of_the_table_are_taken() -> None:
    ChatEmbedFactory.build(allowed_domains=DOMAINS).full_clean()
