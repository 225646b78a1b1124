"""What a source may read, what it reads, and what it records of that."""

import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.test import modify_settings
from pytest_django import DjangoAssertNumQueries

from agent360_models.automate.exceptions import KnowledgeSourceError
from agent360_models.automate.governance.models import StoredSecret
from agent360_models.automate.rag.factories import KnowledgeSourceFactory
from agent360_models.automate.rag.models import KnowledgeSource
from tests.apps.handbook.models import Article, Author
from tests.automate.rag.helpers import ARTICLES, source_of

pytestmark = pytest.mark.django_db


def ids(source: KnowledgeSource) -> list[str]:
    return [document.id for document in source.get_documents()]


# Rows


def test_rows_are_documents_with_the_named_fields_and_no_other(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    page = Article.objects.create(name="Vacation", text="Ask.", link="https://x.test", pages=42)
    Article.objects.create(name="Hidden", text="Board only.", is_public=False)

    source = source_of()

    with django_assert_num_queries(1) as queries:
        (document,) = source.get_documents()
    assert "CURSOR" not in queries[0]["sql"]  # which no pool by transaction keeps

    assert (document.id, document.title, document.body, document.url) == (
        str(page.pk),
        "Vacation",
        "Ask.",
        "https://x.test",
    )
    assert "Ask." not in repr(document)


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({}, ["A", "B", "C"]),
        ({"pages__gte": 2}, ["B", "C"]),
        ({"pages__in": [1, 3]}, ["A", "C"]),
        ({"published_on__lt": "2026-02-01"}, ["A"]),
        ({"text__isnull": True}, ["C"]),
        ({"name__startswith": "B", "is_public": True}, ["B"]),
    ],
    ids=str,
)
def test_filters(conditions: dict[str, Any], found: list[str]) -> None:
    Article.objects.create(name="A", text="a", published_on="2026-01-01")
    Article.objects.create(name="B", text="b", published_on="2026-02-01", pages=2)
    Article.objects.create(name="C", text=None, pages=3)
    source = source_of(**{**ARTICLES, "filter": conditions})
    source.full_clean()

    assert [document.title for document in source.get_documents()] == found


TEXTS = {"title": "name", "body": "text"}


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"model": "handbook.Nothing", "fields": TEXTS},
        {"model": "Article", "fields": TEXTS},
        {"model": "handbook.Article.name", "fields": TEXTS},
        {"model": None, "fields": TEXTS},
        {"model": "handbook.Article"},
        {"model": "handbook.Article", "fields": {"title": "name"}},
        {"model": "handbook.Article", "fields": ["name", "text"]},
        {"model": "handbook.Article", "fields": {**TEXTS, "password": "name"}},
        {"model": "handbook.Article", "fields": {**TEXTS, "body": "author__password"}},
        {"model": "handbook.Article", "fields": {**TEXTS, "body": "author"}},
        {"model": "handbook.Article", "fields": {**TEXTS, "body": "author_id"}},
        {"model": "handbook.Article", "fields": {**TEXTS, "body": "pages"}},
        {"model": "handbook.Article", "fields": {**TEXTS, "body": "__class__"}},
        {"model": "handbook.Article", "fields": {**TEXTS, "body": ["text"]}},
        {"model": "handbook.Article", "fields": {**TEXTS, "url": "is_public"}},
        {"model": "handbook.Article", "fields": {**TEXTS, "vector": "text"}},
        {"model": "handbook.Author", "fields": {"title": "name", "body": "articles"}},
        {"model": "automate_governance.StoredSecret", "fields": {"title": "key", "body": "encrypted_value"}},
        {"model": "handbook.Article", "fields": TEXTS, "filter": {"author__password__startswith": "a"}},
        {"model": "handbook.Article", "fields": TEXTS, "filter": {"author__isnull": False}},
        {"model": "handbook.Article", "fields": TEXTS, "filter": {"name__regex": "(a+)+$"}},
        {"model": "handbook.Article", "fields": TEXTS, "filter": {"published_on__year__gt": 1}},
        {"model": "handbook.Article", "fields": TEXTS, "filter": {"pages": "many"}},
        {"model": "handbook.Article", "fields": TEXTS, "filter": {"pages__in": 3}},
        {"model": "handbook.Article", "fields": TEXTS, "filter": {"published_on": "soon"}},
        {"model": "handbook.Article", "fields": TEXTS, "filter": {"text__isnull": "maybe"}},
        {"model": "handbook.Article", "fields": TEXTS, "filter": ["is_public"]},
        {"model": "handbook.Article", "fields": TEXTS, "filter": {"is_public": "\0"}},
        {"model": "handbook.Article", "fields": TEXTS, "order": "name"},
        {"sql": "SELECT 1"},
    ],
    ids=str,
)
def test_a_config_that_leads_elsewhere_is_refused(config: dict[str, Any]) -> None:
    """By the form, and again when the source is read."""
    Author.objects.create(name="Ada", password="hunter2")
    source = KnowledgeSourceFactory.build(config=config)

    with pytest.raises(ValidationError) as refused:
        source.full_clean()
    assert list(refused.value.message_dict) == ["config"]
    with pytest.raises(ValidationError):
        list(source.get_documents())


def test_a_type_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"There is no type 'sharepoint'.*folder, queryset"):
        KnowledgeSourceFactory.build(type="sharepoint").full_clean()


# Files


def test_files_in_the_order_of_their_paths(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name, text in {"z.md": "# The last\nx", "b/a.md": "no heading", "c.TXT": "x", "a.txt": "x"}.items():
        (tmp_path / name).write_text(text)
    source = source_of("folder", root=str(tmp_path))
    source.full_clean()

    assert [(each.id, each.title) for each in source.get_documents()] == [
        ("a.txt", "a"),
        ("b/a.md", "a"),
        ("z.md", "The last"),
    ]


def test_nothing_outside_the_root_is_read(tmp_path: Path) -> None:
    """Links to files and to folders that lead out are passed over; those that stay inside are fine."""
    root, outside = tmp_path / "root", tmp_path / "outside"
    for folder in (root / "inner", outside):
        folder.mkdir(parents=True)
    (outside / "secret.md").write_text("secret")
    (root / "inner" / "page.md").write_text("page")
    (root / "file.md").symlink_to(outside / "secret.md")
    (root / "folder").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "gone.md").symlink_to(root / "nowhere")
    (root / "same.md").symlink_to(root / "inner" / "page.md")

    patterns = ["**/*.md", "folder/*.md", "*/*.md", "*/*/*.md"]
    documents = list(source_of("folder", root=str(root), patterns=patterns).get_documents())

    assert {document.body for document in documents} == {"page"}
    assert "secret.md" not in " ".join(document.id for document in documents)


def test_the_setting_says_which_folders_are_meant(tmp_path: Path, settings: Any) -> None:
    """Also where a link leads to another."""
    for name in ("handbook", "handbook/hr", "handbook-of-others"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.md").write_text("page")
    (tmp_path / "handbook" / "link").symlink_to(tmp_path / "handbook-of-others")
    settings.AGENT360_MODELS = {"KNOWLEDGE_FOLDERS": [str(tmp_path / "handbook")]}

    assert ids(source_of("folder", root=str(tmp_path / "handbook" / "hr"))) == ["page.md"]
    for root in ("handbook-of-others", "handbook/link", "handbook/../handbook-of-others", ""):
        with pytest.raises(KnowledgeSourceError, match="is not below any of AGENT360_MODELS"):
            ids(source_of("folder", root=str(tmp_path / root)))

    settings.AGENT360_MODELS = {"KNOWLEDGE_FOLDERS": []}
    with pytest.raises(KnowledgeSourceError):
        ids(source_of("folder", root=str(tmp_path / "handbook")))


def test_what_is_no_text_is_left_out_and_the_log_says_why(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "good.md").write_text("good")
    (tmp_path / "long.md").write_text("x" * 101)
    (tmp_path / "latin.md").write_bytes("Büro".encode("latin-1"))
    (tmp_path / "nul.md").write_text("a\0b")
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    source = source_of("folder", root=str(tmp_path), max_bytes=100)

    assert ids(source) == ["good.md"]
    assert sorted(message.partition(": '")[2] for message in caplog.messages) == [
        "folder.md' is left out: it is not a file.",
        "latin.md' is left out: it is not a text in any encoding of the source.",
        "long.md' is left out: it is longer than 100 bytes.",
        "nul.md' is left out: it is not a text that PostgreSQL can store.",
        "pipe.md' is left out: it is not a file.",
    ]
    source.config["encodings"] = ["utf-8", "latin-1"]
    assert ids(source) == ["good.md", "latin.md"]


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"root": "handbook"},
        {"root": "../handbook"},
        {"root": "/srv/\0"},
        {"root": 7},
        {"root": "/srv", "patterns": "*.md"},
        {"root": "/srv", "patterns": []},
        {"root": "/srv", "patterns": [""]},
        {"root": "/srv", "patterns": ["../*.md"]},
        {"root": "/srv", "patterns": ["docs/../../etc/*"]},
        {"root": "/srv", "patterns": ["*a*a*a*a*a*b"]},  # over a long name that takes hours
        {"root": "/srv", "patterns": ["/etc/*"]},
        {"root": "/srv", "patterns": ["..\\*"]},
        {"root": "/srv", "patterns": ["a\0"]},
        {"root": "/srv", "patterns": ["**/**/**/**/*.md"]},
        {"root": "/srv", "patterns": ["docs/**.md"]},
        {"root": "/srv", "encodings": ["klingon"]},
        {"root": "/srv", "encodings": ["hex"]},
        {"root": "/srv", "encodings": "utf-8"},
        {"root": "/srv", "max_bytes": 0},
        {"root": "/srv", "max_bytes": "1 MB"},
        {"root": "/srv", "max_bytes": True},
        {"root": "/srv", "follow_links": True},
    ],
    ids=str,
)
def test_a_folder_that_leads_elsewhere_is_refused(config: dict[str, Any]) -> None:
    source = KnowledgeSourceFactory.build(type="folder", config=config)

    with pytest.raises(ValidationError) as refused:
        source.full_clean()

    assert list(refused.value.message_dict) == ["config"]


def test_documents_are_not_held_in_memory(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.md").write_text("x" * 1_000_000)
    source = source_of("folder", root=str(tmp_path))

    tracemalloc.start()
    try:
        assert source.sync() == 40
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 10_000_000


# Syncs and credentials


def test_a_sync_counts_and_is_recorded(tmp_path: Path) -> None:
    Article.objects.create(name="Vacation", text="Ask.")
    source = source_of()

    assert source.sync() == 1

    stored = KnowledgeSource.objects.get()
    assert (stored.sync_status, stored.document_count, stored.sync_error) == ("synced", 1, "")
    assert stored.synced_at is not None


def test_a_sync_that_fails_is_recorded_and_the_last_count_stands(tmp_path: Path) -> None:
    source = source_of("folder", root=str(tmp_path / "gone"))
    KnowledgeSource.objects.update(document_count=7)
    source.refresh_from_db()

    with pytest.raises(KnowledgeSourceError, match="is not a folder on this server"):
        source.sync()

    stored = KnowledgeSource.objects.get()
    assert (stored.sync_status, stored.document_count) == ("failed", 7)
    assert stored.sync_error.startswith("KnowledgeSourceError: The root of the source Handbook")


def test_a_sync_touches_nothing_else_of_the_row(tmp_path: Path) -> None:
    source = source_of()
    KnowledgeSource.objects.update(name="Renamed meanwhile")

    source.sync()

    assert KnowledgeSource.objects.get().name == "Renamed meanwhile"


def test_credentials_are_a_stored_secret_that_shows_nothing() -> None:
    StoredSecret.objects.create(key="wiki", encrypted_value={"token": "open sesame"})

    credentials = KnowledgeSourceFactory.create(credentials_ref="wiki").get_credentials()

    assert credentials["token"] == "open sesame"
    assert "sesame" not in repr(credentials)


@modify_settings(INSTALLED_APPS={"remove": "agent360_models.automate.governance"})
def test_without_the_app_of_secrets_the_line_to_add_is_named() -> None:
    source = KnowledgeSourceFactory.build(credentials_ref="wiki")

    with pytest.raises(ImproperlyConfigured, match=r'\*installed_apps\("automate_governance"\) to INSTALLED_APPS'):
        source.get_credentials()
    assert KnowledgeSourceFactory.build().get_credentials() is None
