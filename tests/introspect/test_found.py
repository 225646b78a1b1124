"""Apps written from databases of every kind, and what a project finds that installs them."""

from pathlib import Path

import pytest

from agent360_models import families
from agent360_models.tables import reference
from tests.introspect.project import SCHEMAS, written
from tests.support import endurance
from tests.support.originals import ddl_of, facts_of, needs_originals

LEFT_OUT = {  # they have no column, or a name that Django cannot quote
    "names": ["public.%", "public.class.%", "public.class.100%"],
    "tables": ["app.empty"],
}


def reference_of(family: str) -> str:
    """Return the DDL of a family."""
    labels = families.labels(family)
    package = reference.family_module(labels[0]) or ""
    modules = [package, *(families.APPS[label].module for label in labels)]
    return "".join(reference.ddl(module) for module in dict.fromkeys(modules))


def check(folder: Path, ddl: str) -> dict[str, int]:
    """Assert that nothing is wrong with an app written from a database; return the number of rows by model."""
    with written(folder, ddl) as app:
        found = app.found()
    rows: dict[str, int] = found.pop("rows")
    found.pop("info")
    assert {name: told for name, told in found.items() if told} == {}
    return rows


@pytest.mark.parametrize("name", endurance.some(["types", "names", "tables", "films"]))
def test_nothing_is_wrong_with_what_is_written(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Checks, migrations, drift, the admin: silent. All rows are read, and writing them again changes none."""
    rows = check(tmp_path, (SCHEMAS / f"{name}.sql").read_text(encoding="utf-8"))

    assert sum(rows.values()) == {"types": 3, "names": 5, "tables": 29, "films": 15}[name]
    told = capsys.readouterr().err.splitlines()
    assert [line.rpartition(": ")[2] for line in told] == LEFT_OUT.get(name, [])


@pytest.mark.parametrize(
    ("family", "tables"),
    [
        pytest.param("agent360", 26, marks=endurance.only),
        pytest.param("hibachi", 54, marks=endurance.only),
        ("migochat", 7),
    ],
)
def test_every_table_of_the_reference_has_a_model(family: str, tables: int, tmp_path: Path) -> None:
    assert len(check(tmp_path, reference_of(family))) == tables


@pytest.mark.parametrize(
    "family", ["agent360", *(pytest.param(name, marks=endurance.only) for name in ("hibachi", "migochat"))]
)
def test_models_by_hand_declare_the_same_tables(family: str, tmp_path: Path) -> None:
    """But for names, and for what a catalog does not say."""
    with written(tmp_path, reference_of(family)) as app:
        assert app.differences_from(family) == []


@needs_originals
@pytest.mark.parametrize(
    "family",
    [
        "migochat",
        *(
            pytest.param(name, marks=endurance.only)
            for name in ("hibachi", "agent360", "ingestion", "automate", "hibachi_models")
        ),
    ],
)
def test_every_table_of_the_original_has_a_model(family: str, tmp_path: Path) -> None:
    facts = facts_of(family)

    views = facts.get("extra", {}).get("views", {})
    assert len(check(tmp_path, ddl_of(facts))) == len(facts.keys() - {"enums", "extra"}) + len(views)
