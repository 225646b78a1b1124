"""The hooks of the app: the calls from its rows to ``automate.runtime``."""

from agent360_models.automate.runtime import _embeddings as embeddings
from agent360_models.automate.runtime._named_keys import stored_secret
from agent360_models.automate.runtime.retrieval import Retrieval
from agent360_models.automate.runtime.source_kinds import Document, Passage, SourceKind, kind_of

__all__ = ["Document", "Passage", "Retrieval", "SourceKind", "embeddings", "kind_of", "register_kinds", "stored_secret"]


def register_kinds() -> None:
    """Register the built-in kinds of sources by importing their modules."""
    from agent360_models.automate.runtime import _files, _rows  # noqa: F401
