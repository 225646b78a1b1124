"""Questions to an endpoint: what is found, who may ask, and that no question breaks anything."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.postgres.search import SearchVector
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from agent360_models.automate.exceptions import KnowledgeSourceError
from agent360_models.automate.rag.models import RAGEndpoint
from agent360_models.automate.runtime import retrieval
from agent360_models.automate.runtime.source_kinds import Document, SourceKind, source_kind
from tests.apps.handbook.models import Article
from tests.automate.rag.helpers import ARTICLES, endpoint_of, source_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles() -> dict[str, Article]:
    """Return a handbook of four pages, one of them not public."""
    pages = {
        "vacation": Article(
            name="Vacation", text="Ask your lead for vacation two weeks before.", link="https://x.test/v"
        ),
        "travel": Article(name="Travel", text="Trips are booked by the office. On vacation you book yourself."),
        "secret": Article(name="Vacation of the board", text="Vacation, vacation.", is_public=False),
        "empty": Article(name="Empty", text=None),
    }
    Article.objects.bulk_create(pages.values())
    return pages


def titles(endpoint: RAGEndpoint, text: str, **options: Any) -> list[str]:
    return [passage.title for passage in endpoint.query(text, **options)]


# What is found


def test_passages_come_best_first_in_one_query(
    articles: dict[str, Article], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    endpoint = endpoint_of()

    with django_assert_num_queries(1):
        best, other = endpoint.query("vacations", 10)

    assert (best.id, best.title, best.url) == (str(articles["vacation"].pk), "Vacation", "https://x.test/v")
    assert best.snippet == "Ask your lead for **vacation** two weeks before."
    assert (other.title, other.url) == ("Travel", "")
    assert best.score > other.score > 0


def test_no_more_than_top_k_and_no_less_than_min_rank(articles: dict[str, Article]) -> None:
    endpoint = endpoint_of()
    assert titles(endpoint, "vacation", top_k=1) == ["Vacation"]

    strict = endpoint_of(endpoint.source, retrieval_config={"min_rank": 0.5})
    assert titles(strict, "vacation") == ["Vacation"]


def test_people_write_as_into_a_search_field(articles: dict[str, Article]) -> None:
    endpoint = endpoint_of()

    assert titles(endpoint, '"two weeks"') == ["Vacation"]
    assert titles(endpoint, "vacation -office") == ["Vacation"]
    assert sorted(titles(endpoint, "office or lead")) == ["Travel", "Vacation"]
    assert titles(endpoint, "How do I ask for it?") == ["Vacation"]


def test_weights_and_language_are_the_endpoints(articles: dict[str, Article]) -> None:
    Article.objects.create(name="Betriebsferien", text="Alle Häuser sind geschlossen.")
    source = source_of()

    by_body = endpoint_of(source, retrieval_config={"weights": {"title": 0, "body": 1}})
    assert by_body.query("vacation")[0].score < 1
    assert titles(endpoint_of(source), "Haus") == []
    assert titles(endpoint_of(source, retrieval_config={"language": "german"}), "Haus") == ["Betriebsferien"]


def test_a_stored_vector_is_searched_instead_of_the_texts(articles: dict[str, Article]) -> None:
    """Which an index of the project makes quick, however many rows there are."""
    Article.objects.filter(name="Travel").update(words=SearchVector("text", config="english", weight="B"))
    fields = {**ARTICLES["fields"], "vector": "words"}
    endpoint = endpoint_of(source_of(**{**ARTICLES, "fields": fields}))

    with CaptureQueriesContext(connection) as captured:
        assert titles(endpoint, "vacation") == ["Travel"]

    assert "to_tsvector" not in captured[0]["sql"]


def test_a_text_that_is_too_long_for_postgresql_is_searched_at_its_beginning() -> None:
    words = " ".join(f"word{number}" for number in range(300_000))
    Article.objects.create(name="Long", text=f"vacation {words}")

    assert titles(endpoint_of(), "vacation word7") == ["Long"]


@pytest.mark.parametrize(
    "text",
    [
        "a & b | c ! d <-> e :*",
        "'",
        "''''",
        '"',
        '"never closed',
        "((((((",
        "\\",
        "!!!",
        "& & &",
        ":*",
        "-",
        "- - -",
        "or",
        "or or or",
        "-or",
        "vacation:A*",
        "'; DROP TABLE rag_ragendpoint; --",
        "%s %(name)s %",
        "{0} {}",
        "vacation\0",
        "\0",
        "",
        "   ",
        "\n\r\t",
        "🏖️",
        "🏖️ or vacation",
        "e\u0301\u200d\u202e",
        "休暇" * 250,
        "𐐷" * 500,
        "a" * 500,
        "-" * 500,
        '"a" ' * 125,
        "(" * 500,
        "http://x.test/?a=b&c=<d>",
        "<script>alert(1)</script>",
        "the and of",
    ],
    ids=lambda text: ascii(text)[:30],
)
def test_any_text_is_a_question(articles: dict[str, Article], text: str, tmp_path: Path) -> None:
    """Of rows and of files; some find something, none breaks."""
    (tmp_path / "page.md").write_text("# Vacation\nAsk your lead.")

    for source in (source_of(), source_of("folder", root=str(tmp_path))):
        found = endpoint_of(source).query(text, 10)
        assert {passage.title for passage in found} <= {"Vacation", "Travel"}


@pytest.mark.parametrize("text", ["a" * 501, "half \ud83d", None, b"vacation", 7, ["vacation"]], ids=ascii)
def test_what_is_no_question_is_refused(text: Any) -> None:
    with pytest.raises(ValidationError):
        endpoint_of().query(text)


@pytest.mark.parametrize("top_k", [0, -1, 51, 10**9, 2.0, "5", True, None])
def test_a_number_that_cannot_be_is_refused(top_k: Any) -> None:
    with pytest.raises(ValidationError, match="top_k must be a number from 1 to 50"):
        endpoint_of().query("vacation", top_k)


# Who may ask


def test_without_a_policy_nobody_may_ask(articles: dict[str, Article]) -> None:
    boss = get_user_model().objects.create(username="boss", is_superuser=True)
    endpoint = endpoint_of(name="Handbook", access_policy={})

    with pytest.raises(PermissionDenied, match="The endpoint Handbook has no access policy, so nobody may query it"):
        endpoint.query("vacation", user=boss)


def test_users_and_groups_may_ask_and_nobody_else(
    articles: dict[str, Article], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    users = {
        name: get_user_model().objects.create(username=name, is_superuser=name == "boss")
        for name in ("ada", "ben", "boss")
    }
    users["ben"].groups.add(Group.objects.create(name="support"))
    gone = get_user_model().objects.create(username="gone", is_active=False)
    endpoint = endpoint_of(access_policy={"users": ["ada", "gone"], "groups": ["support"]})

    with django_assert_num_queries(1):
        assert titles(endpoint, "vacation", user=users["ada"]) == ["Vacation", "Travel"]
    with django_assert_num_queries(2):
        assert titles(endpoint, "vacation", user=users["ben"]) == ["Vacation", "Travel"]
    for user in (users["boss"], gone, AnonymousUser(), None):
        with pytest.raises(PermissionDenied, match="does not let this user query it"):
            endpoint.query("vacation", user=user)


@pytest.mark.parametrize(
    "policy",
    [
        None,
        [],
        "public",
        True,
        {"public": False},
        {"public": "false"},
        {"public": 1},
        {"Public": True},
        {"public": True, "role": "x"},
        {"users": []},
        {"users": "ada"},
        {"users": [""]},
        {"users": [None]},
        {"groups": {"support": True}},
        {"groups": ["nobody is in it"]},
        {"public": None, "users": ["ada"]},
    ],
    ids=str,
)
def test_a_policy_that_is_written_wrongly_lets_nobody_ask(articles: dict[str, Article], policy: Any) -> None:
    """Also where a row was written past the form."""
    endpoint = endpoint_of()
    endpoint.access_policy = policy

    for user in (None, AnonymousUser(), get_user_model().objects.create(username="ada")):
        with pytest.raises(PermissionDenied):
            endpoint.query("vacation", user=user)


def test_access_is_asked_before_the_question_is_read() -> None:
    with pytest.raises(PermissionDenied):
        endpoint_of(access_policy={}).query("a" * 10_000, top_k=-1)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("access_policy", {"public": "yes"}),
        ("access_policy", {"everybody": True}),
        ("access_policy", {"users": "ada"}),
        ("access_policy", []),
        ("retrieval_config", {"language": "english; DROP TABLE x"}),
        ("retrieval_config", {"language": 7}),
        ("retrieval_config", {"weights": {"title": 2}}),
        ("retrieval_config", {"weights": {"footer": 1}}),
        ("retrieval_config", {"weights": [1, 1]}),
        ("retrieval_config", {"min_rank": -1}),
        ("retrieval_config", {"max_top_k": 0}),
        ("retrieval_config", {"max_top_k": 100_000}),
        ("retrieval_config", {"snippet_words": "many"}),
        ("retrieval_config", {"top": 1}),
        ("retrieval_config", "english"),
    ],
    ids=str,
)
def test_the_form_refuses_what_would_not_work(column: str, value: Any) -> None:
    endpoint = endpoint_of()
    setattr(endpoint, column, value)

    with pytest.raises(ValidationError) as refused:
        endpoint.full_clean()

    assert list(refused.value.message_dict) == [column]


# Files, and kinds of a project


def test_files_are_searched_in_one_query(tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    (tmp_path / "hr").mkdir()
    (tmp_path / "hr" / "vacation.md").write_text("# Vacation\n\nAsk your lead two weeks before.")
    (tmp_path / "travel.txt").write_text("Trips are booked by the office, a vacation by you.")
    (tmp_path / "logo.svg").write_text("vacation")
    endpoint = endpoint_of(source_of("folder", root=str(tmp_path)))

    with django_assert_num_queries(1):
        best, other = endpoint.query("vacation")

    assert (best.id, best.title) == ("hr/vacation.md", "Vacation")
    assert (other.id, other.title) == ("travel.txt", "travel")
    assert other.snippet == "Trips are booked by the office, a **vacation** by you."
    assert best.score > other.score > 0
    assert titles(endpoint, "vacation", top_k=1) == ["Vacation"]


def test_rows_and_files_rank_alike(articles: dict[str, Article], tmp_path: Path) -> None:
    """The same texts have the same scores and snippets, whichever way they are searched."""
    for name in ("vacation", "travel"):
        (tmp_path / f"{name}.md").write_text(f"{articles[name].text}")
        Article.objects.filter(name=articles[name].name).update(name=name)

    def found(endpoint: RAGEndpoint) -> list[tuple[Any, ...]]:
        return [(each.title, each.snippet, round(each.score, 5)) for each in endpoint.query("vacation")]

    assert found(endpoint_of()) == found(endpoint_of(source_of("folder", root=str(tmp_path))))


def test_too_many_files_are_no_case_for_this_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieval, "_MAX_DOCUMENTS", 2)
    for number in range(3):
        (tmp_path / f"{number}.md").write_text("vacation")

    with pytest.raises(KnowledgeSourceError, match="Store its documents in a table"):
        endpoint_of(source_of("folder", root=str(tmp_path))).query("vacation")


def test_a_project_registers_a_kind_of_its_own() -> None:
    @source_kind("wiki")
    class Wiki(SourceKind):
        options = frozenset({"space"})

        def documents(self) -> Iterator[Document]:
            yield Document(id="1", title=self.config["space"], body="All about vacation", url="https://wiki.test/1")

    source = source_of("wiki", space="HR")
    source.full_clean()

    assert source.sync() == 1
    assert endpoint_of(source).query("vacation")[0].url == "https://wiki.test/1"
    source.config["spaces"] = "HR"
    with pytest.raises(ValidationError, match="Allowed for this type: space"):
        source.full_clean()


# Health


def test_health_says_what_keeps_an_endpoint_from_answering(articles: dict[str, Article], tmp_path: Path) -> None:
    assert endpoint_of().health_check()

    def problems(endpoint: RAGEndpoint) -> str:
        health = endpoint.health_check()
        assert not health
        return " ".join(health.problems)

    assert "nobody may query it" in problems(endpoint_of(access_policy={}))
    assert '"klingon" does not exist' in problems(endpoint_of(retrieval_config={"language": "klingon"}))
    assert "There is no type 'ftp'" in problems(endpoint_of(source_of("ftp", x=1)))
    assert "is not a folder" in problems(endpoint_of(source_of("folder", root=str(tmp_path / "gone"))))
    assert "has no field 'body'" in problems(
        endpoint_of(source_of(model="handbook.Article", fields={"title": "name", "body": "body"}))
    )
    assert titles(endpoint_of(), "vacation") == ["Vacation", "Travel"]  # the transaction goes on
