"""Tables whose policies ask who acts, read by a role that does not own them."""

from collections.abc import Mapping

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from agent360_models import drift
from agent360_models.bulk import upsert
from agent360_models.exceptions import RowSecurityError
from agent360_models.row_security import ActingAsMiddleware, acting_as
from tests.apps.toy.models import Maker

USER = "app.current_user"


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def makers(db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Maker, Maker]:
    """Return Ada's row and Bob's, as a role meets them that sees its own alone."""
    monkeypatch.setattr(Maker, "expected_settings", (USER,), raising=False)
    rows = Maker.objects.create(name="ada"), Maker.objects.create(name="bob")
    execute(
        "ALTER TABLE toy.maker ENABLE ROW LEVEL SECURITY",
        "CREATE FUNCTION toy.number_of(text) RETURNS uuid LANGUAGE sql"
        " AS $$ SELECT pg_catalog.md5(nullif($1, ''))::uuid $$",
        f"CREATE POLICY own ON toy.maker USING (toy.number_of(name) = pg_catalog.current_setting('{USER}')::uuid)",
        "CREATE ROLE clerk",
        "GRANT USAGE ON SCHEMA toy TO clerk",
        "GRANT ALL ON toy.maker, toy.toy TO clerk",
        "SET LOCAL ROLE clerk",
    )
    return rows


def as_of(name: str) -> Mapping[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(%s)::uuid", [name])
        return {USER: cursor.fetchone()[0]}


def names() -> list[str]:
    return sorted(Maker.objects.values_list("name", flat=True))


def test_rows_of_who_acts_are_read_and_written(makers: tuple[Maker, Maker]) -> None:
    ada, bob = makers
    with acting_as(as_of("ada")):
        assert names() == ["ada"]
        assert upsert(Maker, [{"id": ada.pk, "name": "ada"}]).unchanged == 1
        assert not Maker.objects.filter(pk=bob.pk).update(name="ada")

    with acting_as(as_of("bob"), using="default"):
        assert names() == ["bob"]


def test_a_block_within_another_one_is_for_itself(makers: tuple[Maker, Maker]) -> None:
    """Also where it ends by an error."""
    with acting_as(as_of("ada")):
        with acting_as(as_of("bob")):
            assert names() == ["bob"]
        assert names() == ["ada"]
        with pytest.raises(ZeroDivisionError), acting_as(as_of("bob")):
            raise ZeroDivisionError
        assert names() == ["ada"]


def test_without_it_the_error_says_what_to_do(makers: tuple[Maker, Maker]) -> None:
    """Before any block of the session, after one, and not about what is another fault."""
    for _ in range(2):
        what = r"toy\.Maker reads the setting app\.current_user.*acting_as"
        with pytest.raises(RowSecurityError, match=what), transaction.atomic():
            Maker.objects.exists()
        with acting_as(as_of("ada")):
            assert names() == ["ada"]

    with pytest.raises(Exception, match="no_such_setting") as caught, transaction.atomic():
        execute("SELECT current_setting('app.no_such_setting')")
    assert not isinstance(caught.value, RowSecurityError)


def test_a_block_that_cannot_be_is_refused(makers: tuple[Maker, Maker]) -> None:
    with pytest.raises(ValueError, match=r"None for app\.current_user"), acting_as({USER: None}):
        pass
    with (
        pytest.raises(ValueError, match=r"models that expect app\.other are not"),
        acting_as({"app.other": 1}),
    ):
        pass


def test_drift_has_no_more_to_say_of_a_model_that_expects_it(
    makers: tuple[Maker, Maker], monkeypatch: pytest.MonkeyPatch
) -> None:
    def severities() -> dict[str, str]:
        findings = drift.examine({"default": ["toy"]}).findings
        return {f.code: f.severity.value for f in findings if "row_security" in f.code}

    assert severities() == {"table.row_security": "info"}
    monkeypatch.undo()
    assert severities() == {"table.row_security_unexpected": "warning"}


class ByHeader(ActingAsMiddleware):
    """Who acts is in a header."""

    def get_settings(self, request: HttpRequest) -> Mapping[str, object] | None:
        return as_of(request.headers["User"]) if "User" in request.headers else None


def test_a_request_acts(makers: tuple[Maker, Maker]) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(",".join(names()))

    ask = RequestFactory()
    assert ByHeader(view)(ask.get("/", headers={"User": "bob"})).content == b"bob"  # type: ignore[attr-defined]  # a response with content
    with pytest.raises(RowSecurityError), transaction.atomic():
        ByHeader(view)(ask.get("/"))


def test_a_view_that_raises_has_written_nothing(makers: tuple[Maker, Maker]) -> None:
    """Django makes a response of its error before the middleware sees it."""

    def view(request: HttpRequest) -> HttpResponse:
        Maker.objects.update(name="ada")  # the same, but a new version of the row
        version = "SELECT xmin FROM toy.maker"
        middleware.process_exception(request, ZeroDivisionError())
        return HttpResponse(version, status=500)

    def versions() -> list[str]:
        with acting_as(as_of("ada")), connection.cursor() as cursor:
            cursor.execute("SELECT ctid::text FROM toy.maker")
            return [version for (version,) in cursor.fetchall()]

    before = versions()
    middleware = ByHeader(view)
    assert middleware(RequestFactory().get("/", headers={"User": "ada"})).status_code == 500
    assert versions() == before


def test_a_middleware_that_does_not_say_who_acts_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="write get_settings"):
        ActingAsMiddleware(lambda _: HttpResponse())(HttpRequest())
