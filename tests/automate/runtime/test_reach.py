"""Sources read what the settings name, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from agent360_models.automate.exceptions import KnowledgeSourceError
from agent360_models.automate.rag.factories import KnowledgeSourceFactory
from agent360_models.checks import TAG
from tests.automate.rag.helpers import ARTICLES, endpoint_of, source_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("settings_", [{}, {"KNOWLEDGE_MODELS": []}, {"KNOWLEDGE_MODELS": ["auth.Group"]}], ids=str)
def test_no_model_is_read_that_is_not_named(settings: Settings, settings_: dict[str, Any]) -> None:
    settings.AGENT360_MODELS = settings_
    source = source_of(**ARTICLES)

    with pytest.raises(ValidationError, match=r"KNOWLEDGE_MODELS.* does not list handbook.Article"):
        source.full_clean()
    for read in (source.get_documents, source.sync, lambda: endpoint_of(source).query("vacation")):
        with pytest.raises(KnowledgeSourceError, match=r"does not list handbook\.Article"):
            read()


@pytest.mark.parametrize(
    "config",
    [
        {"model": "auth.User", "fields": {"title": "username", "body": "password"}},
        {"model": "auth.User", "fields": {"title": "username", "body": "email", "id": "password"}},
        {
            "model": "auth.User",
            "fields": {"title": "username", "body": "email"},
            "filter": {"password__startswith": "m"},
        },
        {"model": "sessions.Session", "fields": {"title": "session_key", "body": "session_data"}},
        {"model": "sessions.Session", "fields": {"title": "session_data", "body": "session_data"}},
    ],
    ids=str,
)
def test_no_secret_column_is_read_even_of_a_named_model(settings: Settings, config: dict[str, Any]) -> None:
    settings.AGENT360_MODELS = {"KNOWLEDGE_MODELS": ["auth.User", "sessions.Session"]}
    source = source_of(**config)

    with pytest.raises(ValidationError, match=r"secret: no source may read it|has no|There is no model"):
        source.full_clean()
    with pytest.raises((KnowledgeSourceError, ValidationError)):
        list(source.get_documents())


@pytest.mark.parametrize("folders", [None, [], [""], ["."], ["tests"]], ids=str)
def test_no_folder_is_read_that_is_not_named(settings: Settings, tmp_path: Path, folders: Any) -> None:
    settings.AGENT360_MODELS = {} if folders is None else {"KNOWLEDGE_FOLDERS": folders}

    for root in (tmp_path, Path.cwd()):
        source = source_of("folder", root=str(root))
        with pytest.raises(ValidationError, match="not below any of"):
            source.full_clean()
        with pytest.raises(KnowledgeSourceError, match="not below any of"):
            list(source.get_documents())


@pytest.mark.parametrize("encoding", ["punycode", "idna", "PunyCode", "unicode_escape", "utf-7", "rot13", "undefined"])
def test_an_encoding_that_takes_long_or_is_none_is_refused(tmp_path: Path, encoding: str) -> None:
    config = {"root": str(tmp_path), "encodings": [encoding]}

    with pytest.raises(ValidationError, match="not a text encoding"):
        KnowledgeSourceFactory.build(type="folder", config=config).full_clean()


def test_sizes_have_limits(tmp_path: Path) -> None:
    for config in ({"max_bytes": 10_000_001}, {"patterns": ["*.md"] * 21}, {"encodings": ["utf-8"] * 21}):
        with pytest.raises(ValidationError, match=r"up to|are the most"):
            KnowledgeSourceFactory.build(type="folder", config={"root": str(tmp_path), **config}).full_clean()


def test_a_language_that_the_database_lacks_is_told(settings: Settings) -> None:
    endpoint = endpoint_of(retrieval_config={"language": "nope"})

    with pytest.raises(ValidationError, match='configuration "nope" does not exist'):
        endpoint.full_clean()
    with pytest.raises(ValidationError, match='configuration "nope" does not exist'):
        endpoint.query("vacation")


def test_checks_say_what_to_write(settings: Settings) -> None:
    settings.AGENT360_MODELS = {}
    (told,) = (one.hint for one in run_checks(tags=["security"]) if one.id == "agent360_models.W018")
    assert "KNOWLEDGE_MODELS'] = ['app_label.Model']" in str(told)
    settings.AGENT360_MODELS = {"KNOWLEDGE_MODELS": ["shop.Nothing"], "KNOWLEDGE_FOLDERS": ["handbook"]}
    found = [one.msg for one in run_checks(tags=[TAG]) if one.id == "agent360_models.E017"]
    assert ["'handbook'" in found[0], "'shop.Nothing'" in found[1]] == [True, True]
