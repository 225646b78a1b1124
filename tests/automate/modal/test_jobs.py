"""Calls of functions on Modal, by its real SDK and a server on this machine, and what is recorded of them."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.test.utils import isolate_apps

from agent360_models.automate.modal.factories import ModalArtifactFactory, ModalEndpointFactory, ModalJobFactory
from agent360_models.automate.modal.models import ModalEndpoint, ModalJob
from agent360_models.exceptions import IllegalTransitionError, MissingExtraError

if TYPE_CHECKING:
    from tests.automate.modal.server import ModalServer

pytestmark = pytest.mark.django_db

TOKEN = "not-a-real-token"


def transcribe(seconds: int = 1, **options: Any) -> dict[str, Any]:
    if seconds < 0:
        raise ValueError("There is no audio.")
    return {"words": seconds * 3, "options": options}


@pytest.fixture
def modal(monkeypatch: pytest.MonkeyPatch) -> Iterator["ModalServer"]:
    """Yield a server that has two functions, and point the SDK at it."""
    sdk: Any = pytest.importorskip("modal", reason="the extra modal is not installed")
    from tests.automate.modal.server import ModalServer

    functions: dict[str, Any] = {
        "speech/transcribe": transcribe,
        "speech/echo": lambda *args: list(args),
        "speech/odd": object,
    }
    with ModalServer(functions) as server:
        monkeypatch.setenv("MODAL_SERVER_URL", server.url)
        monkeypatch.setenv("MODAL_TOKEN_ID", "ak-1")
        monkeypatch.setenv("MODAL_TOKEN_SECRET", TOKEN)
        yield server
        sdk.Client.from_env().close()


def test_a_call_is_recorded_with_input_output_and_times(modal: "ModalServer") -> None:
    endpoint = ModalEndpointFactory.create()

    job = endpoint.invoke({"seconds": 4, "language": "en"})

    stored = ModalJob.objects.get()
    assert (stored, stored.endpoint, stored.status) == (job, endpoint, "succeeded")
    assert stored.input == {"seconds": 4, "language": "en"}
    assert stored.output == {"words": 12, "options": {"language": "en"}}
    assert (stored.error_redacted, stored.cost, stored.function_call_id) == ("", None, "fc-1")
    assert stored.started_at is not None
    assert stored.finished_at is not None
    assert stored.duration == stored.finished_at - stored.started_at
    assert modal.asked == ["FunctionGet", "FunctionMap", "FunctionGetOutputs"]
    assert modal.tokens == {TOKEN}


@pytest.mark.parametrize(
    ("given", "arguments"), [(None, []), ([1, 2], [[1, 2]]), ("text", ["text"]), (0, [0]), ([], [[]])], ids=str
)
def test_what_is_no_object_is_the_one_argument(modal: "ModalServer", given: Any, arguments: list[Any]) -> None:
    assert ModalEndpointFactory.create(function_name="echo").invoke(given).output == arguments


def test_an_error_of_the_function_is_recorded_and_raised_again(modal: "ModalServer") -> None:
    endpoint = ModalEndpointFactory.create()

    with pytest.raises(ValueError, match="There is no audio"):
        endpoint.invoke({"seconds": -1})

    job = endpoint.jobs.get()
    assert (job.status, job.error_redacted, job.output) == ("failed", "ValueError: There is no audio.", None)
    assert job.finished_at is not None


def test_a_function_that_is_not_deployed_is_an_error_of_the_job(modal: "ModalServer") -> None:
    endpoint = ModalEndpointFactory.create(function_name="missing")

    with pytest.raises(Exception, match="Lookup failed for Function 'missing' from the 'speech' app"):
        endpoint.invoke()

    assert endpoint.jobs.get().error_redacted.startswith("NotFoundError: Lookup failed")


def test_after_the_timeout_the_call_is_cancelled(modal: "ModalServer") -> None:
    modal.never_answers = True
    endpoint = ModalEndpointFactory.create(timeout=1)

    with pytest.raises(TimeoutError):
        endpoint.invoke()

    assert endpoint.jobs.get().error_redacted.startswith("TimeoutError")
    assert modal.asked[-1] == "FunctionCallCancel"


def test_an_answer_that_is_no_json_fails_the_job(modal: "ModalServer") -> None:
    endpoint = ModalEndpointFactory.create(function_name="odd")

    with pytest.raises(ValidationError, match="cannot be written as JSON"):
        endpoint.invoke()

    assert endpoint.jobs.get().status == "failed"


def test_the_gpu_of_the_endpoint_is_asked_for(modal: "ModalServer") -> None:
    ModalEndpointFactory.create(on_gpu=True).invoke()

    assert modal.gpus == ["A10G"]


def test_logs_are_modals_own(modal: "ModalServer") -> None:
    modal.logs = [f"line {number}\n" for number in range(5)]

    lines = ModalEndpointFactory.create().get_logs(2)

    assert [(line.text, line.source) for line in lines] == [("line 3\n", "stdout"), ("line 4\n", "stdout")]
    assert lines[0].at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert "line" not in repr(lines[0]).lower().replace("logline", "")


def test_without_a_token_nobody_is_asked(modal: "ModalServer", monkeypatch: pytest.MonkeyPatch) -> None:
    from modal import config
    from modal.exception import AuthError

    endpoint = ModalEndpointFactory.create()

    with monkeypatch.context() as patch:
        patch.delenv("MODAL_TOKEN_ID")
        patch.delenv("MODAL_TOKEN_SECRET")
        patch.setattr(config, "_user_config", {})  # what the machine of this test may have
        with pytest.raises(AuthError, match="Token missing"):
            endpoint.invoke()

    assert endpoint.jobs.get().error_redacted.startswith("AuthError: Token missing")
    assert modal.asked == []


@isolate_apps("tests.apps.shop")
def test_a_subclass_knows_its_function_otherwise() -> None:
    """So that a project may run the same jobs elsewhere."""

    class Call:
        object_id = "local"

        def get(self, timeout: float) -> str:
            return f"answered within {timeout}"

    class Here:
        def spawn(self, *args: Any, **kwargs: Any) -> Call:
            return Call()

    class LocalEndpoint(ModalEndpoint):
        class Meta:
            proxy = True
            app_label = "shop"

        def get_function(self) -> Here:
            return Here()

    endpoint = LocalEndpoint.objects.create(name="Here", app_name="-", function_name="-")

    assert endpoint.invoke({"x": 1}).output == "answered within 300"


def test_without_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "modal", None)
    endpoint = ModalEndpointFactory.create()

    with pytest.raises(MissingExtraError, match=r'pip install "agent360-models\[modal\]"'):
        endpoint.invoke()

    assert endpoint.jobs.get().status == "failed"


@pytest.mark.parametrize("given", [float("nan"), {"a": "\0"}, b"no JSON", {"a": {1, 2}}, "\ud83d"], ids=ascii)
def test_an_input_that_cannot_be_stored_is_no_job(given: Any) -> None:
    with pytest.raises(ValidationError):
        ModalEndpointFactory.create().invoke(given)

    assert not ModalJob.objects.exists()


def test_a_job_that_ended_begins_no_more() -> None:
    job = ModalJobFactory.create(succeeded=True)

    with pytest.raises(IllegalTransitionError):
        job.run()

    assert ModalJob.objects.get().status == "succeeded"
    assert not ModalJob.objects.active().exists()


@pytest.mark.parametrize(
    ("column", "value"),
    [("app_name", "a/b"), ("app_name", ""), ("function_name", "f()"), ("function_name", "x\n"), ("timeout", 0)],
)
def test_a_name_that_modal_cannot_have_is_refused(column: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        ModalEndpointFactory.build(**{column: value}).full_clean()

    assert column in refused.value.message_dict


def test_artifacts_belong_to_their_job() -> None:
    artifact = ModalArtifactFactory.create()

    assert list(artifact.job.artifacts.all()) == [artifact]
