"""Files of exports."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of an export: its lines, or JSON."""

    def write(name: str, *lines: str, content: Any = None) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(content) if content is not None else "\n".join(lines), encoding="utf-8")
        return path

    return write
