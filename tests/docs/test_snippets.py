"""The Python blocks of the pages that nobody pastes as a whole run, and what they set passes the checks."""

import doctest
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest import SkipTest

import pytest
from django.core.checks import CheckMessage, run_checks
from django.test.utils import isolate_apps, override_settings
from pytest_django.fixtures import Settings
from sybil import Example
from sybil.document import Document
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.myst import CodeBlockParser

from agent360_models.checks import TAG

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "src").rglob("README.md"))]
PASTED = [ROOT / "README.md", ROOT / "docs" / "tutorial.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
# Examples name databases that this project does not have, and leave its keys out.
EXCUSED = ("agent360_models.E002", "agent360_models.W008")


def keep_text(example: Example) -> None:
    """Give the text blocks of a page to the Python blocks that follow."""
    example.namespace.setdefault("text_blocks", []).append(str(example.parsed))


def messages_about(values: dict[str, Any]) -> list[str]:
    """Return what the checks say about the settings in ``values``."""
    names = ("AGENT360_MODELS", "DATABASE_ROUTERS")
    with override_settings(**{name: values[name] for name in names if name in values}):
        found = run_checks(tags=[TAG])
    # The model of our own test app leads to wherever a page puts the library's apps.
    return [str(message) for message in found if message.id not in EXCUSED and not _is_of_our_tests(message)]


def _is_of_our_tests(message: CheckMessage) -> bool:
    return str(message.obj).startswith("shop.")


@pytest.mark.django_db(databases=["default", "crm"])
@pytest.mark.parametrize("path", sorted({*DOCUMENTS} - {*PASTED}), ids=lambda path: str(path.relative_to(ROOT)))
def test_snippets_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """All blocks of a page in order, in one namespace; a model in them is registered nowhere."""
    monkeypatch.chdir(tmp_path)
    python = PythonCodeBlockParser(doctest_optionflags=doctest.ELLIPSIS)
    document = Document.parse(str(path), python, CodeBlockParser("text", keep_text), SkipParser())
    document.namespace |= {"__name__": "tests.apps.shop.models", "settings": settings, "find_spec": find_spec}

    with isolate_apps("tests.apps.shop"):
        for example in document.examples():
            with suppress(SkipTest):  # what needs an extra that is not installed
                example.evaluate()

            if "AGENT360_MODELS" in document.namespace:
                assert messages_about(document.namespace) == []
                del document.namespace["AGENT360_MODELS"]
