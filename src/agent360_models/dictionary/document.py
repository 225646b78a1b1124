"""The dictionary as JSON: the structure, with a format version."""

import json
from dataclasses import asdict

from agent360_models.dictionary.structure import Dictionary

__all__ = ["VERSION", "render"]

VERSION = 1  # of the format: grows when a key is removed or changes its meaning, but not for a new key


def render(dictionary: Dictionary) -> str:
    """Return ``{"version": 1, "apps": [...]}``, with the keys of ``dictionary.structure``."""
    return json.dumps({"version": VERSION, **asdict(dictionary)}, ensure_ascii=False, indent=2) + "\n"
