"""Jinja2 templates by untrusted authors; needs the extra ``templates``.

Jinja2's sandbox keeps a template away from Python's internals, but limits neither time nor memory. So a rendering has
a budget: every operation that traverses, compares, copies or enlarges data pays for its size in advance. Constructs
that could grow or run unnoticed, such as macros and most methods, are refused.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from types import BuiltinMethodType
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, meta, nodes
from jinja2.environment import Environment
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.filters import FILTERS
from jinja2.lexer import Token, TokenStream
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from agent360_models.automate.exceptions import PromptError
from agent360_models.automate.runtime._budget import Clock

BUDGET = 200_000  # steps: an item, 16 characters, or one evaluation in a round of a loop
CHARACTERS_A_STEP = 16
COMPARED_A_STEP = 10_000  # letters of a text, times the letters that are stripped from it
MAX_TOKENS = 10_000  # names, symbols, and texts between tags
MAX_DEPTH = 50  # of data within data
MAX_NESTING = 80  # of expressions and tags
MAX_BITS = 10_000  # of a whole number
MAX_INDENT = 100

_REFUSED = {
    nodes.AssignBlock: "set without =",
    nodes.Block: "block",
    nodes.CallBlock: "call",
    nodes.Extends: "extends",
    nodes.FilterBlock: "filter",
    nodes.FromImport: "from",
    nodes.Import: "import",
    nodes.Include: "include",
    nodes.Macro: "macro",
    nodes.ScopedEvalContextModifier: "autoescape",
}
_METHODS: Mapping[type, frozenset[str]] = {
    dict: frozenset({"get", "items", "keys", "values"}),
    str: frozenset(
        {"capitalize", "endswith", "lower", "lstrip", "rstrip", "split", "startswith", "strip", "title", "upper"}
    ),
}
# Jinja2 filters whose result is hardly longer than their input.
_TEXT_FILTERS = (
    *("abs", "capitalize", "count", "d", "default", "float", "int", "length", "lower", "string", "title"),
    *("truncate", "upper", "wordcount"),
)
_LIST_FILTERS = (
    *("dictsort", "first", "groupby", "items", "last", "list", "map", "max", "min", "reject", "rejectattr", "reverse"),
    *("select", "selectattr", "sort", "sum", "unique"),
)


def render(source: str, values: Mapping[str, Any], max_output: int) -> str:
    """Render one template.

    Raises ``PromptError`` for a template that is invalid, uses a forbidden construct, or exceeds a limit.
    """
    sandbox = _Sandbox()
    try:
        pieces = sandbox.from_string(sandbox.guarded(source)).generate(**values)
        return "".join(_limited(pieces, max_output))
    except Exception as error:  # noqa: BLE001  # a template can provoke all kinds
        raise _as_prompt_error(error) from None


def names_in(source: str) -> set[str]:
    """Return the names that a template uses."""
    try:
        return set(meta.find_undeclared_variables(_Sandbox().guarded(source)))
    except Exception as error:  # noqa: BLE001  # a template can provoke all kinds
        raise _as_prompt_error(error) from None


def _limited(pieces: Iterable[str], max_output: int) -> Iterator[str]:
    left = max_output
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise SecurityError(f"the text would have more than {max_output} characters")
        yield piece


def _as_prompt_error(error: BaseException) -> PromptError:
    """Return a ``PromptError`` for an error; Python's own errors may repeat values, so only their type is named."""
    if isinstance(error, TemplateSyntaxError):
        return PromptError(f"The template is wrong in line {error.lineno}: {str(error.message)[:200]}")
    if isinstance(error, TemplateError):
        return PromptError(f"The template cannot be rendered: {str(error.message)[:200]}")
    if isinstance(error, RecursionError | MemoryError):
        return PromptError("The template cannot be rendered: it is nested too deeply, or too long.")
    if isinstance(error, SyntaxError):  # in the code that Jinja2 generates
        return PromptError("The template is wrong: loops are nested too deeply, or an argument is given twice.")
    return PromptError(f"The template cannot be rendered: {type(error).__name__} in an expression.")


class _Sandbox(ImmutableSandboxedEnvironment):
    """The environment of one rendering, with its budget."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=False,
            keep_trailing_newline=True,
            optimized=False,
            cache_size=0,
            extensions=[_Short],
            finalize=self.measured,
        )
        self.left = BUDGET
        self.clock = Clock()
        self.globals = {"range": range, "namespace": Namespace}
        own: dict[str, Any] = {"indent": self.indent, "join": self.join, "replace": self.replace, "trim": self.trim}
        own |= {"round": _round, "tojson": _to_json}
        known: dict[str, Any] = {**FILTERS, **own}
        tests: dict[str, Any] = {**TESTS}
        # No template can contain the names of the last two.
        guards = {" measured": self.measured, " each": self.each}
        self.filters = {
            **{name: self.paid(known[name]) for name in (*_TEXT_FILTERS, *own)},
            **{name: self.paid(known[name], by_letter=True) for name in _LIST_FILTERS},
            **guards,
        }
        self.tests = {name: self.paid(function) for name, function in tests.items()}

    def guarded(self, source: str) -> nodes.Template:
        """Parse a template, and insert guards where code would bypass the budget."""
        template = self.parse(source)
        level: list[nodes.Node] = [template]
        for _ in range(MAX_NESTING):
            level = [child for node in level for child in node.iter_child_nodes()]
        if level:
            raise TemplateSyntaxError("it is nested too deeply", level[0].lineno)
        _Guards().visit(template)
        template.set_environment(self)
        template.set_lineno(1)
        return template

    # The budget

    def spend(self, steps: int) -> None:
        """Take steps off the budget."""
        self.left -= steps
        if self.left < 0 or self.clock.is_over():
            raise SecurityError("it takes too much work; use shorter loops, texts or lists")

    def measured(self, value: Any) -> Any:
        """Pay for a value; repeated contents are counted each time."""
        rest = [(value, 0)]
        while rest:
            item, depth = rest.pop()
            if depth > MAX_DEPTH:
                raise SecurityError("lists or objects are nested too deeply")
            if isinstance(item, str):
                self.spend(len(item) // CHARACTERS_A_STEP + 1)
            elif isinstance(item, range):
                self.spend(len(item))
            elif isinstance(item, list | tuple):
                self.spend(len(item) + 1)
                rest += [(inner, depth + 1) for inner in item]
            elif isinstance(item, dict):
                self.spend(2 * len(item) + 1)
                rest += [(inner, depth + 1) for pair in item.items() for inner in pair]
            elif isinstance(item, int):
                self.spend(1)
                if item.bit_length() > MAX_BITS:
                    raise SecurityError("a number is too large")
            elif item is None or isinstance(item, float | Undefined):
                self.spend(1)
            else:
                raise SecurityError(f"values of type {type(item).__name__} cannot be printed or computed with")
        return value

    def grow(self, value: Any, size: int) -> None:
        """Pay for a text or list of this size before it is created."""
        self.spend(size // CHARACTERS_A_STEP if isinstance(value, str) else size)

    def compare(self, text: str, letters: str) -> None:
        """Pay for comparing each letter of a text with each of some letters, as stripping does."""
        self.spend(len(text) * len(letters) // COMPARED_A_STEP)

    def each(self, values: Any, steps: int = 1) -> Iterator[Any]:
        """Pay for each round of a loop, at this many steps per round."""
        for value in values:
            self.spend(steps)
            yield value

    def paid(self, function: Callable[..., Any], *, by_letter: bool = False) -> Callable[..., Any]:
        """Return a filter, test or function that pays for its arguments and its result."""

        @wraps(function)
        def pay(*args: Any, **kwargs: Any) -> Any:
            for value in (*args, *kwargs.values()):
                if not isinstance(value, Environment | EvalContext | Context):
                    self.spend(len(value) if by_letter and isinstance(value, str) else 0)
                    self.measured(value)
            result = function(*args, **kwargs)
            if isinstance(result, bool | int | float | str | list | tuple | dict | range | Undefined | None):
                return self.measured(result)
            return list(self.each(result))

        return pay

    # Operations of a template

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow data, and an allowlist of methods."""
        known = attr in _METHODS.get(type(obj), ())
        return (known or not callable(value)) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Wrap nothing, since templates cannot call ``format``."""

    def call(
        self, context: Context, function: Any, /, *args: Any, **kwargs: Any
    ) -> Any:  # Jinja2 passes the first two by position
        """Call a method that ``is_safe_attribute`` allowed, or one of the two functions."""
        if isinstance(function, BuiltinMethodType):
            of: Any = self.measured(function.__self__)
            for text in args:
                self.compare(of, text if isinstance(text, str) else "")
        elif function is range:
            function = self.paid(function)
        elif function is not Namespace and not isinstance(function, Undefined):
            raise SecurityError(f"{type(function).__name__} is not callable")
        return context.call(function, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute, if the result is not too large."""
        self.measured([left, right])
        are_numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if operator not in ("+", "*") and not are_numbers:
            raise SecurityError(f"{operator} is for numbers; join texts with ~")
        if operator == "*" and not are_numbers:
            some, times = (right, left) if isinstance(left, int) else (left, right)
            if isinstance(some, str | list | tuple) and isinstance(times, int):
                self.grow(some, len(some) * max(times, 0))
        are_whole = isinstance(left, int) and isinstance(right, int)
        if operator == "**" and are_whole and left.bit_length() * right > MAX_BITS:
            raise SecurityError("a number is too large")
        return self.measured(super().call_binop(context, operator, left, right))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Pay for a slice, and for a lookup."""
        if isinstance(argument, slice):
            return self.measured(super().getitem(obj, argument))
        found = super().getitem(obj, self.measured(argument))
        # Jinja2's own error would name the item, which may be a value.
        return self.undefined("there is no such item") if isinstance(found, Undefined) else found

    # Filters with potentially large results

    def indent(self, text: str, width: int | str = 4, first: bool = False, blank: bool = False) -> str:  # noqa: FBT001, FBT002  # Jinja2's signature
        """Indent with spaces, or with a text."""
        size = len(width) if isinstance(width, str) else width
        if size > MAX_INDENT:
            raise SecurityError(f"an indentation has at most {MAX_INDENT} characters")
        self.grow(text, (text.count("\n") + 1) * max(size, 0))
        return str(FILTERS["indent"](text, width, first, blank))

    def join(self, values: Iterable[Any], separator: str = "") -> str:
        """Join texts; for an attribute, use ``map(attribute=...)`` first."""
        texts = [str(value) for value in values]
        self.grow(separator, sum(map(len, texts)) + len(texts) * len(separator))
        return separator.join(texts)

    def trim(self, text: str, letters: str | None = None) -> str:
        """Strip white space, or other letters."""
        self.compare(text := str(text), letters or "")
        return text.strip(letters)

    def replace(self, text: str, old: str, new: str, count: int = -1) -> str:
        """Replace a text, everywhere or a number of times."""
        self.grow(text, text.count(old) * len(new))
        return text.replace(old, new, count)


def _round(value: float, precision: int = 0) -> float:
    return round(float(value), precision)


def _to_json(value: Any, indent: int | None = None) -> str:
    """Return JSON in a form suited to a language model, without HTML escapes."""
    if indent is not None and not 0 <= indent <= 8:  # noqa: PLR2004
        raise SecurityError("an indentation of JSON has at most 8 characters")
    return json.dumps(value, ensure_ascii=False, indent=indent)


class _Guards(NodeTransformer):
    """Refuses constructs that prompts do not need, and adds payments to the rest."""

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        """Refuse a tag that prompts do not need."""
        for kind, tag in _REFUSED.items():
            if isinstance(node, kind):
                raise TemplateSyntaxError(f"{{% {tag} %}} is not allowed in prompts", node.lineno)
        return super().visit(node, *args, **kwargs)

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802  # called by this name
        """Count the rounds."""
        self.generic_visit(node)
        steps = 1 + sum(1 for _ in node.find_all(nodes.Node))
        node.iter = _filter(node.iter, " each", nodes.Const(steps))
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        """Count the compared values."""
        self.generic_visit(node)
        node.expr = _filter(node.expr, " measured")
        for operand in node.ops:
            operand.expr = _filter(operand.expr, " measured")
        return node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:  # noqa: N802
        """Count the hashed values."""
        self.generic_visit(node)
        node.key = _filter(node.key, " measured")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        """Count the joined values."""
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno), "join")


def _filter(node: Any, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, [*arguments], [], None, None, lineno=node.lineno)


class _Short(Extension):
    """An extension that stops reading a template that is too long, before it is compiled."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Return the tokens, up to the limit."""
        for number, token in enumerate(stream):
            if number == MAX_TOKENS:
                raise TemplateSyntaxError(f"more than {MAX_TOKENS} names and symbols precede this line", token.lineno)
            yield token
