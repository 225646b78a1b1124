"""What every code tells somebody who may change the project, but not the database."""

import re
from string import Formatter

import pytest

from agent360_models.drift import CODES, Finding, Severity

NAMES = {"table", "column", "declared", "live", "qualified_table", "qualified_live", "db_default"}
STATEMENTS = r"\b(?:ALTER|CREATE|DROP|GRANT|REINDEX|VALIDATE|REFRESH|UPDATE|INSERT)\b"

pytestmark = pytest.mark.parametrize("code", CODES)


def test_there_is_a_way_out_without_owning_the_database(code: str) -> None:
    """In the model or in a setting: no statement, and for an error not just an excuse."""
    remedy = CODES[code].in_project

    assert re.fullmatch(r"[A-Z].+\.", remedy, re.DOTALL)
    assert not re.search(STATEMENTS, remedy.replace("DRIFT_IGNORE", ""))
    if CODES[code].severity is Severity.ERROR:
        assert "DRIFT_IGNORE" not in remedy
        assert "No action needed" not in remedy


def test_it_comes_first(code: str) -> None:
    """And the change of the database, where one helps, second."""
    finding = Finding(code, "family", "app.Model", "a.one", "column", "declared", "b.two")
    sides = {"table": "a.one", "column": "column", "declared": "declared", "live": "b.two"}
    names = {**sides, "qualified_table": 'qualified("a", "one")', "qualified_live": 'qualified("b", "two")'}
    names["db_default"] = "db_default=RawSQL('b.two', [])"
    in_project = CODES[code].in_project.replace("\n", " ").format(**names)
    in_database = CODES[code].in_database.format(**names)

    assert finding.remedy == (f"{in_project} Or in the database: {in_database}" if in_database else in_project)


def test_it_has_no_other_names_in_it(code: str) -> None:
    """And its sentences are short."""
    for text in (CODES[code].in_project, CODES[code].in_database):
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= NAMES
        assert all(len(sentence.split()) <= 25 for sentence in re.split(r"(?<=\w\.)\s", text))
