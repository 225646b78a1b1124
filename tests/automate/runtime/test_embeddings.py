"""Embeddings by the real SDK of openai, from a server on this machine that speaks its protocol."""

import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.test import modify_settings

from agent360_models.automate.exceptions import EmbeddingError
from agent360_models.automate.governance.models import StoredSecret
from agent360_models.automate.rag.factories import EmbeddingModelFactory
from agent360_models.automate.rag.models import EmbeddingModel
from agent360_models.exceptions import MissingExtraError

pytestmark = pytest.mark.django_db

KEY = "not-a-real-key"


class Service(ThreadingHTTPServer):
    """Answers each text by a vector whose first number is the text's own, the last text first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.requests: list[dict[str, Any]] = []
        self.keys: set[str | None] = set()
        self.dimensions = 3
        self.lost = 0


class Answer(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(asked)
        self.server.keys.add(self.headers["Authorization"])
        rest = [0.5] * (asked.get("dimensions", self.server.dimensions) - 1)
        data = [
            {"object": "embedding", "index": index, "embedding": [float(text.split()[-1]), *rest]}
            for index, text in enumerate(asked["input"])
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        answer = {
            "object": "list",
            "model": asked["model"],
            "data": data[::-1][self.server.lost :],
            "usage": usage,
        }
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    pytest.importorskip("openai", reason="the extra llm is not installed")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with Service() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def model_at(service: Service, **config: Any) -> EmbeddingModel:
    url = f"http://127.0.0.1:{service.server_address[1]}/v1"
    return EmbeddingModelFactory.create(dimensions=3, config={"base_url": url, **config})


def test_a_text_becomes_a_vector(service: Service) -> None:
    model = model_at(service)
    model.full_clean()

    assert model.embed("number 7") == [7.0, 0.5, 0.5]
    assert service.keys == {f"Bearer {KEY}"}
    assert [asked["model"] for asked in service.requests] == ["text-embedding-3-small"]


def test_many_texts_keep_their_order_over_batches(service: Service) -> None:
    vectors = model_at(service, batch_size=4).batch_embed(f"number {number}" for number in range(10))

    assert [vector[0] for vector in vectors] == [float(number) for number in range(10)]
    assert [len(asked["input"]) for asked in service.requests] == [4, 4, 2]


def test_no_text_is_no_request(service: Service) -> None:
    assert model_at(service).batch_embed([]) == []
    assert service.requests == []


def test_vectors_of_another_length_are_an_error(service: Service) -> None:
    service.dimensions = 4

    with pytest.raises(EmbeddingError, match=r"returned vectors of 4 dimensions, but the embedding model .* has 3"):
        model_at(service).embed("number 1")


def test_the_length_is_asked_for_where_the_service_can_shorten(service: Service) -> None:
    service.dimensions = 1536

    assert len(model_at(service, send_dimensions=True).embed("number 1")) == 3


def test_an_answer_with_a_text_missing_is_an_error(service: Service) -> None:
    service.lost = 1

    with pytest.raises(EmbeddingError, match="returned 1 vectors for 2 texts"):
        model_at(service).batch_embed(["number 1", "number 2"])


@pytest.mark.parametrize("text", ["", "  ", None, 7, b"x"], ids=ascii)
def test_what_is_no_text_is_not_sent(service: Service, text: Any) -> None:
    with pytest.raises(ValidationError, match="Text 1 cannot be embedded"):
        model_at(service).batch_embed(["number 1", text])
    assert service.requests == []


def test_the_key_comes_from_a_stored_secret_or_a_variable(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER_API_KEY", "other")
    model_at(service, api_key_env="OTHER_API_KEY").embed("number 1")
    assert service.keys == {"Bearer other"}

    for key, value in {"openai.api_key": "stored", "openai": {"api_key": "stored", "password": "p"}}.items():
        service.keys.clear()
        StoredSecret.objects.create(key=key, encrypted_value=value)
        model_at(service, api_key_ref=key).embed("number 1")
        assert service.keys == {"Bearer stored"}

    for key, value in {"empty": {"password": "stored"}, "crm.password": "stored", "myapikey2": "stored"}.items():
        StoredSecret.objects.create(key=key, encrypted_value=value)
        with pytest.raises(ImproperlyConfigured, match=f"'{key}' has no api_key"):
            model_at(service, api_key_ref=key).embed("number 1")
    with pytest.raises(ImproperlyConfigured, match="There is no StoredSecret with the key 'gone'"):
        model_at(service, api_key_ref="gone").embed("number 1")
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(ImproperlyConfigured, match="has no key: set the variable OPENAI_API_KEY"):
        model_at(service).embed("number 1")


@modify_settings(INSTALLED_APPS={"remove": "agent360_models.automate.governance"})
def test_without_the_app_of_secrets_the_line_to_add_is_named(service: Service) -> None:
    with pytest.raises(ImproperlyConfigured, match=r'\*installed_apps\("automate_governance"\) to INSTALLED_APPS'):
        model_at(service, api_key_ref="openai").embed("number 1")


@pytest.mark.parametrize(
    "config",
    [
        {"api_key": KEY},
        {"api_key_env": "DATABASE_URL"},
        {"api_key_env": "SECRET_KEY"},
        {"api_key_ref": ""},
        {"base_url": "file:///etc/passwd"},
        {"base_url": "https://user:pass@api.test"},
        {"base_url": "api.test"},
        {"base_url": "https://[::1"},
        {"base_url": 7},
        {"batch_size": 0},
        {"batch_size": 5000},
        {"send_dimensions": "yes"},
        {"timeout": -1},
        [],
    ],
    ids=str,
)
def test_a_config_that_no_client_can_be_made_of_is_refused_and_not_quoted(config: Any) -> None:
    """No other variable of the environment goes to a server that a row names, and no key stays in a row."""
    model = EmbeddingModelFactory.build(config=config)

    with pytest.raises(ValidationError) as refused:
        model.full_clean()

    assert list(refused.value.message_dict) == ["config"]
    assert KEY not in str(refused.value)


def test_a_provider_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"The provider is one of openai; for others override get_client"):
        EmbeddingModelFactory.build(provider="acme").full_clean()


def test_without_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)

    with pytest.raises(MissingExtraError, match=r'pip install "agent360-models\[llm\]"'):
        EmbeddingModelFactory.build().embed("number 1")
