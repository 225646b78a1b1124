"""Rows of ``automate_modal`` for tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from agent360_models.automate.modal.models import ModalArtifact, ModalEndpoint, ModalJob
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, Sequence, SubFactory, Trait

__all__ = ["ModalArtifactFactory", "ModalEndpointFactory", "ModalJobFactory"]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class ModalEndpointFactory(FamilyFactory[ModalEndpoint]):
    """A function that needs no GPU."""

    name = Sequence(lambda number: f"Transcribe {number}")
    app_name = "speech"
    function_name = "transcribe"

    class Meta:
        model = ModalEndpoint

    class Params:
        on_gpu = Trait(gpu="A10G", timeout=900)


class ModalJobFactory(FamilyFactory[ModalJob]):
    """A call that has not started."""

    endpoint = SubFactory(ModalEndpointFactory)
    input = LazyAttribute(lambda _: {"language": "en"})

    class Meta:
        model = ModalJob

    class Params:
        running = Trait(status=ModalJob.Status.RUNNING, started_at=_THEN, function_call_id="fc-01")
        succeeded = Trait(
            status=ModalJob.Status.SUCCEEDED,
            started_at=_THEN,
            finished_at=_THEN + timedelta(seconds=42),
            function_call_id="fc-02",
            output=LazyAttribute(lambda _: {"words": 1310}),
            cost=Decimal("0.012600"),
        )
        failed = Trait(
            status=ModalJob.Status.FAILED,
            started_at=_THEN,
            finished_at=_THEN + timedelta(seconds=3),
            function_call_id="fc-03",
            error_redacted="ValueError: There is no audio.",
        )


class ModalArtifactFactory(FamilyFactory[ModalArtifact]):
    """A file in a volume."""

    job = SubFactory(ModalJobFactory, succeeded=True)
    kind = "application/json"
    uri = "modal://volumes/speech/transcript.json"
    size_bytes = 48_112
    sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    created_at = _THEN

    class Meta:
        model = ModalArtifact
