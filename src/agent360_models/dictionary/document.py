"""A dictionary as JSON: the structure as it is, with the number of its form."""

import json
from dataclasses import asdict

from agent360_models.dictionary.structure import Dictionary

__all__ = ["VERSION", "render"]

VERSION = 1  # of the form: it grows when a key goes or means something else, and not with a new key


def render(dictionary: Dictionary) -> str:
    """Return ``{"version": 1, "apps": [...]}``, with the keys of ``dictionary.structure``."""
    return json.dumps({"version": VERSION, **asdict(dictionary)}, ensure_ascii=False, indent=2) + "\n"
