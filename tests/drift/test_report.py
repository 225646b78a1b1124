"""The report: counts, thresholds, what the setting excuses, and one line for each finding."""

import json

import pytest

from agent360_models.drift import Finding, Ignore, Report, Severity, as_json, as_text
from agent360_models.drift._report import split_ignored

MISSING = Finding("table.missing", "shop", "shop.Order", "shop_order")
NULLABLE = Finding("null.read", "shop", "shop.Item", "public.shop_item", "name", "null=False", "nullable")
VIEW = Finding("table.view", "toy", "toy.Maker", "toy.maker", live="view")


def plain(_severity: Severity, text: str) -> str:
    return text


def test_a_finding_is_one_line() -> None:
    """That a person understands."""
    assert str(NULLABLE) == (
        "warning: null.read: shop.Item.name: declared null=False, live nullable."
        " Declare the field null=True. Or in the database: set name NOT NULL."
    )
    assert str(VIEW) == (
        "info: table.view: toy.Maker: live view."
        " No action needed if the view is intended; keys and NOT NULL of a view cannot be checked."
    )
    assert str(MISSING) == (
        "error: table.missing: shop.Order."
        " Correct db_table, the alias, or the search path in its OPTIONS, or move the app to another alias."
        " Or in the database: create shop_order, as a table or a view."
    )


def test_a_report_counts_by_severity() -> None:
    """Each finding once."""
    report = Report(3, 9, [MISSING, NULLABLE, VIEW])

    assert [report.count(severity) for severity in Severity] == [1, 1, 1]


@pytest.mark.parametrize(
    ("finding", "fails"),
    [(MISSING, [True, True, True]), (NULLABLE, [False, True, True]), (VIEW, [False, False, True])],
    ids=["error", "warning", "info"],
)
def test_a_report_fails_at_the_threshold_and_above(finding: Finding, fails: list[bool]) -> None:
    """And never without one."""
    report = Report(1, 1, [finding])

    assert [report.fails(severity) for severity in Severity] == fails
    assert not report.fails(None)


def test_an_empty_report_passes() -> None:
    """Whatever the threshold."""
    assert not any(Report(1, 1, []).fails(severity) for severity in Severity)


@pytest.mark.parametrize(
    ("code", "where", "excused"),
    [
        ("null.read", "shop.Item.name", True),
        ("null.read", "shop.Item", False),
        ("null.read", "shop.Item.nam", False),
        ("null.write", "shop.Item.name", False),
        ("null.read", "shop.item.name", False),
        ("null.*", "shop.Item.name", True),
        ("null.read", "shop.Item.*", True),
        ("null.read", "shop.*", True),
        ("*", "shop.Item.na?e", True),
        ("null.read", "*.name", True),
        ("null.read", "*", True),
        ("type.*", "*", False),
        ("NULL.*", "*", False),
        ("null.read", "sho", False),
    ],
)
def test_an_entry_excuses_its_code_in_its_place(code: str, where: str, excused: bool) -> None:
    """To the letter, and by wildcards."""
    entry = Ignore(code, where, "a reason")

    remaining, ignored, unused = split_ignored([NULLABLE], [entry])

    assert (remaining, ignored, unused) == (([], [NULLABLE], []) if excused else ([NULLABLE], [], [entry]))


def test_an_entry_without_a_column_is_about_the_table() -> None:
    """As its finding is."""
    remaining, ignored, _unused = split_ignored([MISSING, NULLABLE], [Ignore("table.missing", "shop.Order", "later")])

    assert (remaining, ignored) == ([NULLABLE], [MISSING])


def test_text_without_sides_has_no_colon() -> None:
    """And only the severity is painted."""
    lines = as_text(Report(1, 2, [MISSING]), lambda severity, text: f"<{severity}>{text}</>")

    assert list(lines) == [
        "shop",
        "  shop.Order",
        "    <error>error</> table.missing",
        f"      {MISSING.remedy}",
        "1 finding in 1 table: 1 error, 0 warning, 0 info.",
    ]


def test_large_numbers_are_readable() -> None:
    """With a comma for each thousand."""
    assert list(as_text(Report(1_200, 34_567, []), plain)) == ["No drift: 1,200 tables, 34,567 columns match."]


def test_json_has_the_severities_as_words() -> None:
    """In the findings and as counts."""
    printed = json.loads(as_json(Report(2, 4, [MISSING, VIEW], unused=[Ignore("null.read", "shop.Item.x", "?")])))

    assert [finding["severity"] for finding in printed["findings"]] == ["error", "info"]
    assert printed["summary"] == {
        "tables": 2,
        "columns": 4,
        "error": 1,
        "warning": 0,
        "info": 1,
        "hidden": 0,
        "ignored": 0,
        "unused_ignores": ["null.read shop.Item.x"],
    }


def many(number: int, code: str = "null.read") -> list[Finding]:
    """Return findings of one code in two columns of each model."""
    return [
        Finding(code, "shop", f"shop.M{each // 2}", f"public.m{each // 2}", f"c{each % 2}", "null=False", "nullable")
        for each in range(number)
    ]


def test_many_of_one_code_are_one_line() -> None:
    """Below the others, with one of them as an example."""
    lines = list(as_text(Report(600, 1_300, [MISSING, *many(1_200)]), plain))

    assert lines[:4] == ["shop", "  shop.Order", "    error table.missing", f"      {MISSING.remedy}"]
    assert lines[4:] == [
        "Many findings of one code (-v 2 shows each)",
        "  warning null.read: 1,200 in 600 models, such as shop.M0.c0: declared null=False, live nullable",
        "      Declare the field null=True. Or in the database: set c0 NOT NULL.",
        "1,201 findings in 600 tables: 1 error, 1,200 warning, 0 info.",
    ]


def test_a_few_are_shown_one_by_one() -> None:
    """Ten of a code, or however many where all are asked for."""
    assert sum(line.startswith("    warning null.read c") for line in as_text(Report(9, 9, many(10)), plain)) == 10
    assert sum("null.read" in line for line in as_text(Report(9, 9, many(11)), plain)) == 1
    assert sum("null.read" in line for line in as_text(Report(9, 9, many(11)), plain, is_whole=True)) == 11


@pytest.mark.parametrize(("severity", "shown"), [("error", [MISSING]), ("warning", [MISSING, NULLABLE])])
def test_a_report_shows_what_is_bad_enough(severity: str, shown: list[Finding]) -> None:
    """And counts all."""
    report = Report(1, 1, [MISSING, NULLABLE, VIEW]).at_least(Severity(severity))
    lines = list(as_text(report, plain))

    assert report.findings == shown
    assert [report.count(each) for each in Severity] == [1, 1, 1]
    assert report.fails(Severity.INFO)
    assert lines[-2:] == [
        "3 findings in 1 table: 1 error, 1 warning, 1 info.",
        f"Hidden by --severity: {3 - len(shown)}.",
    ]
    assert json.loads(as_json(report))["summary"]["hidden"] == 3 - len(shown)


def test_what_is_not_shown_is_drift() -> None:
    """A report without a line is not one without findings."""
    assert list(as_text(Report(1, 1, [VIEW]).at_least(Severity.ERROR), plain)) == [
        "1 finding in 1 table: 0 error, 0 warning, 1 info.",
        "Hidden by --severity: 1.",
    ]
