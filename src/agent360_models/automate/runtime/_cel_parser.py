"""The parser of cel-python, with an unambiguous grammar for text literals."""

import re
from pathlib import Path
from typing import Any

from celpy import celparser
from lark import Lark

# An escape could also be read as two characters. Without a closing quote, both readings would be tried, which doubles
# the work per backslash. An atomic group allows one reading.
_CHARACTERS = re.compile(r"\(\?:(?=\\\\\[abfnrtv)")


def parser(tree_class: type) -> Any:
    """Return a parser for rules, which raises an error of lark for a rule that is not CEL."""
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
