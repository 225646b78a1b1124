"""The page that compares with Django's ``inspectdb``: its numbers are computed here."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from agent360_models import catalog
from tests.introspect.project import SCHEMAS, Written, written
from tests.support import endurance
from tests.support.databases import scratch_database

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "inspectdb.md"


@endurance.only
@pytest.mark.parametrize("name", ["types", "names", "tables", "films"])
def test_the_numbers_of_the_page(name: str, tmp_path: Path) -> None:
    ddl = (SCHEMAS / f"{name}.sql").read_text(encoding="utf-8")
    with scratch_database(ddl) as alias:
        relations = len(catalog.read_schemas((), (), using=alias).relations)
        app = by_inspectdb(alias, tmp_path / "inspectdb")
        theirs = f"{told(app)}; {outcome(app)}"
    with written(tmp_path / "introspect", ddl) as app:
        ours = f"{told(app)}; {outcome(app)}"

    assert f"| `{name}` | {relations} | {theirs} | {ours} |" in PAGE.read_text(encoding="utf-8")


def by_inspectdb(alias: str, folder: Path) -> Written:
    out = io.StringIO()
    call_command("inspectdb", database=alias, stdout=out, include_views=True)
    (folder / "legacy").mkdir(parents=True)
    (folder / "legacy" / "__init__.py").touch()
    (folder / "legacy" / "models.py").write_text(out.getvalue(), encoding="utf-8")
    return Written(alias, folder, "legacy")


def told(app: Written) -> str:
    text = app.text()
    models = text.count("(models.Model):") + text.count("(ReadOnlyModel):")
    return f"{models}, with {text.count('is a guess')} guesses"


def outcome(app: Written) -> str:
    try:
        compile(app.text(), "models.py", "exec")
    except SyntaxError:
        return "a syntax error"
    try:
        found = app.found()
    except AssertionError:
        return "cannot be imported"
    if not found["drift"] and not found["errors"]:
        return "nothing is wrong"
    return f"{len(found['drift'])} findings of drift, and {len(found['errors'])} cannot be read or written"
