"""The parser of cel-python, with texts that can be read in one way only."""

import re
from pathlib import Path
from typing import Any

from celpy import celparser
from lark import Lark

# An escape may also be read as two characters. Where the quote at the end is missing, each way is tried: twice as many
# with each backslash. A group that is not gone back into has one way.
_CHARACTERS = re.compile(r"\(\?:(?=\\\\\[abfnrtv)")


def parser(tree_class: type) -> Any:
    """Return what reads a rule, and raises an error of lark where it is not CEL."""
    grammar = Path(celparser.__file__).with_name("cel.lark").read_text(encoding="utf-8")
    return Lark(
        _CHARACTERS.sub("(?>", grammar),
        parser="lalr",
        start="expr",
        g_regex_flags=re.MULTILINE,
        lexer_callbacks={"IDENT": celparser.CELParser.ambiguous_literals},
        propagate_positions=True,
        maybe_placeholders=False,
        priority="invert",
        tree_class=tree_class,
    )
