"""Providers of language models, with the real SDKs against a local server."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import isolate_apps

from agent360_models.automate.providers.factories import LLMModelConfigFactory, LLMProviderFactory
from agent360_models.automate.providers.models import LLMModelConfig, LLMProvider
from agent360_models.automate.runtime import clients
from tests.automate.providers.services import Request, service
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db

KEY = "sk-0123456789-very-secret"
HELLO: list[Any] = [{"role": "user", "content": "Hello"}]


def answer(request: Request) -> tuple[int, Any]:
    """Answer as the two APIs do: hello to who has the key, and an error to who asks for one."""
    bearer, key = request.headers.get("authorization"), request.headers.get("x-api-key")
    if KEY not in (str(bearer).removeprefix("Bearer "), key):
        return 401, {"error": {"type": "authentication_error", "message": "invalid key"}}
    if request.body["model"] == "busy":
        return 429, {"error": {"type": "rate_limit_error", "message": "slow down"}}
    if request.path == "/v1/chat/completions":
        message = {"role": "assistant", "content": "Hello from here."}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        common = {"id": "1", "object": "chat.completion", "created": 1, "model": request.body["model"]}
        return 200, {**common, "choices": [choice]}
    content = [{"type": "text", "text": "Hello from there."}]
    usage = {"input_tokens": 1, "output_tokens": 2}
    common = {"id": "1", "type": "message", "role": "assistant", "model": request.body["model"]}
    return 200, {**common, "content": content, "stop_reason": "end_turn", "stop_sequence": None, "usage": usage}


# The SDKs


def test_openai_is_asked_with_the_settings_of_the_model() -> None:
    """Also whoever speaks its protocol, at ``base_url``."""
    pytest.importorskip("openai", reason="the extra llm is not installed")
    with service(answer) as there:
        config = {"api_key": KEY, "base_url": f"{there.url}/v1", "timeout": 5, "organization": "org-1"}
        provider = LLMProvider.objects.get(pk=LLMProviderFactory.create(config=config).pk)
        model = LLMModelConfigFactory.create(provider=provider, model_id="gpt-5-mini", params={"top_p": 0.5})

        with provider.get_client() as client:
            said = client.chat.completions.create(
                messages=HELLO, model=model.model_id, temperature=model.temperature, **model.params
            )

    assert said.choices[0].message.content == "Hello from here."
    request = there.requests[0]
    assert request.body == {"messages": HELLO, "model": "gpt-5-mini", "temperature": 0.2, "top_p": 0.5}
    assert request.headers["openai-organization"] == "org-1"


def test_anthropic_is_asked_with_the_key_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("anthropic", reason="the extra llm is not installed")
    monkeypatch.setenv("TEAM_API_KEY", KEY)
    with service(answer) as there:
        provider = LLMProviderFactory.create(
            provider_type="anthropic", config={"api_key_env": "TEAM_API_KEY", "base_url": there.url}
        )
        model = LLMModelConfigFactory.create(provider=provider, model_id="claude")

        with provider.get_client() as client:
            said = client.messages.create(messages=HELLO, model=model.model_id, max_tokens=model.max_tokens)

    assert said.content[0].text == "Hello from there."
    assert there.requests[0].path == "/v1/messages"


@pytest.mark.parametrize(("key", "model", "status"), [("sk-wrong-and-secret", "any", 401), (KEY, "busy", 429)])
@pytest.mark.parametrize("provider_type", ["openai", "anthropic"])
def test_an_error_shows_no_key(provider_type: str, key: str, model: str, status: int) -> None:
    """As it would stand in a log."""
    pytest.importorskip(provider_type, reason="the extra llm is not installed")
    with service(answer) as there:
        url = f"{there.url}/v1" if provider_type == "openai" else there.url
        provider = LLMProviderFactory.create(
            provider_type=provider_type, config={"api_key": key, "base_url": url, "max_retries": 0}
        )

        with provider.get_client() as client:
            ask = client.chat.completions.create if provider_type == "openai" else client.messages.create
            with pytest.raises(Exception, match=str(status)) as caught:
                ask(messages=HELLO, model=model, max_tokens=5)

        assert caught.value.status_code == status  # type: ignore[attr-defined]  # the SDKs' own classes
        for text in (str(caught.value), repr(caught.value), repr(client), repr(provider), str(provider.config)):
            assert key not in text


def test_a_type_of_ones_own_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made gets the config; what is missing is said as for the others."""
    monkeypatch.setattr(clients, "provider_types", dict(clients.provider_types))
    clients.register("house", dict, required=["region"], optional=["timeout"])

    provider = LLMProviderFactory.create(provider_type="house", config={"region": "eu", "api_key": KEY})

    assert provider.get_client() == {"region": "eu", "api_key": KEY}
    provider.config = {"zone": "eu", "timeout": -1}
    with pytest.raises(ValidationError) as caught:
        provider.validate_config()
    assert caught.value.message_dict["config"] == [
        "Missing: region.",
        "Unknown: zone. Known: api_key, api_key_env, region, timeout.",
        "timeout has to be a number of seconds above 0, and at most a day.",
    ]


@isolate_apps("tests.apps.shop")
def test_a_proxy_may_make_its_own_client() -> None:
    class Local(LLMProvider):
        class Meta:
            app_label = "shop"
            proxy = True

        def validate_config(self) -> None:
            pass

        def get_client(self) -> str:
            return f"a client of {self.provider_type}"

    provider = LLMProviderFactory.create(provider_type="llama", config={})

    assert Local.objects.get(pk=provider.pk).get_client() == "a client of llama"


# The config


@pytest.mark.parametrize(
    ("provider_type", "config", "problem"),
    [
        ("openai", {}, "Missing: api_key, or api_key_env"),
        ("openai", [], "It has to be an object."),
        ("openai", {"api_key": KEY, "api_key_env": "SOME_API_KEY"}, "are set. Keep one"),
        ("openai", {"api_key": ""}, "api_key has to be a text of ASCII"),
        ("openai", {"api_key": f"{KEY}\r\nX-Other: 1"}, "api_key has to be a text of ASCII"),
        ("openai", {"api_key": {"nested": KEY}}, "api_key has to be a text"),
        ("openai", {"api_key": KEY, "base_uri": "https://x.org"}, "Unknown: base_uri. Known: api_key, "),
        ("openai", {"api_key": KEY, "base_url": "file:///etc/passwd"}, "base_url has to be an http or https URL"),
        ("openai", {"api_key": KEY, "base_url": f"https://u:{KEY}@x.org"}, "without a user or a password"),
        ("openai", {"api_key": KEY, "base_url": "https://x.org/ y"}, "base_url has to be"),
        ("openai", {"api_key": KEY, "timeout": "30"}, "timeout has to be a number"),
        ("openai", {"api_key": KEY, "timeout": True}, "timeout has to be a number"),
        ("openai", {"api_key": KEY, "timeout": 0}, "timeout has to be a number"),
        ("openai", {"api_key": KEY, "max_retries": -1}, "max_retries has to be a whole number"),
        ("openai", {"api_key": KEY, "max_retries": 1.5}, "max_retries has to be a whole number"),
        ("anthropic", {"api_key": KEY, "organization": "org"}, "Unknown: organization"),
        ("clippy", {"api_key": KEY}, "clippy is unknown. Choose from: anthropic, openai"),
    ],
)
def test_a_config_that_is_wrong_is_told_without_its_secrets(provider_type: str, config: Any, problem: str) -> None:
    """In forms, and before a client is made."""
    provider = LLMProviderFactory.build(provider_type=provider_type, config=config)

    for refuse in (provider.full_clean, provider.validate_config, provider.get_client):
        with pytest.raises(ValidationError) as caught:
            refuse()

        assert problem in str(caught.value)
        assert KEY not in str(caught.value)


def test_a_variable_that_is_not_set_is_named() -> None:
    provider = LLMProviderFactory.create(config={"api_key_env": "NO_SUCH_API_KEY"})

    with pytest.raises(ValidationError, match="The environment variable NO_SUCH_API_KEY"):
        provider.get_client()


def test_a_key_is_encrypted_and_the_rest_can_be_read() -> None:
    provider = LLMProviderFactory.create(config={"api_key": KEY, "timeout": 5})

    with connection.cursor() as cursor:
        cursor.execute("SELECT config::text FROM automate_llmprovider WHERE slug = %s", [provider.pk])
        (stored,) = cursor.fetchone() or ("",)

    assert KEY not in stored
    assert LLMProvider.objects.get(config__timeout=5) == provider


# The default


def test_one_provider_is_the_default() -> None:
    first, second = LLMProviderFactory.create(default=True), LLMProviderFactory.create()
    assert LLMProvider.objects.default() == first

    second.make_default()

    assert LLMProvider.objects.default() == second
    assert LLMProvider.objects.filter(is_default=True).count() == 1
    with pytest.raises(ValidationError, match="Another provider is the default"):
        LLMProviderFactory.build(is_default=True).full_clean()


def test_where_none_is_the_default_it_is_said_what_to_do() -> None:
    with pytest.raises(LLMProvider.DoesNotExist, match="Call make_default"):
        LLMProvider.objects.default()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_make_theirs_the_default_at_once_one_stays() -> None:
    """And none of them is told to try again."""
    providers = [LLMProviderFactory.create(default=True), *LLMProviderFactory.create_batch(4)]

    outcomes = at_once(*(provider.make_default for provider in providers))

    assert outcomes == [None] * 5
    assert LLMProvider.objects.filter(is_default=True).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"max_tokens": 0},
        {"max_tokens": -5},
        {"temperature": -0.1},
        {"temperature": 2.1},
        {"temperature": float("nan")},
        {"params": []},
        {"params": "top_p"},
    ],
    ids=str,
)
def test_settings_that_no_model_takes_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LLMModelConfig(provider=LLMProviderFactory.create(), model_id="m", **fields).full_clean()
