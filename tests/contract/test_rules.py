"""The rules are whole: each has a reason, a heading in the docs, and is given by some edit of a model."""

import re

import pytest

from agent360_models.contract.rules import RULES, Effect, First
from tests.docs.test_snippets import ROOT

PAGE = (ROOT / "docs" / "reference" / "contract.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", RULES)
def test_a_rule_says_why_in_a_sentence(code: str) -> None:
    """Of no more words than a reader takes in at once."""
    rule = RULES[code]

    assert re.fullmatch(r"[A-Z].+\.", rule.because)
    assert len(rule.because.split()) <= 25
    assert rule.what[0].islower() or rule.what.startswith("NOT NULL")


def test_nobody_waits_for_what_breaks_nobody() -> None:
    """Where nothing changes for anyone, either side may move first."""
    silent = [rule for rule in RULES.values() if {rule.reader, rule.writer} == {Effect.NEUTRAL}]

    assert {rule.first for rule in silent} == {First.ANY}


def test_every_rule_has_a_heading() -> None:
    """In the order of the code, with what it says; and every such heading is a rule."""
    pattern = (
        r"^## ([a-z_]+\.[a-z_]+)\n\n(.+?)\n\n"
        r"- \*\*Readers\*\*: (\w+)\n- \*\*Writers\*\*: (\w+)\n- \*\*First\*\*: (\w+)$"
    )
    written = re.findall(pattern, PAGE, re.MULTILINE)

    assert written == [
        (
            code,
            f"{rule.what[0].upper()}{rule.what[1:]}. {rule.because}",
            *map(str, effects),
        )
        for code, rule in RULES.items()
        for effects in [(rule.reader, rule.writer, rule.first)]
    ]
