"""Rules in CEL, the Common Expression Language, by cel-python (extra ``rules``), within limits.

CEL has no loops except over lists, and no side effects. A hostile expression can nest deeply, loop over lists within
lists, and build large values. Each of these has a limit here; exceeding it raises ``RuleError``.
"""

import functools
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from agent360_models.automate.exceptions import RuleError
from agent360_models.automate.runtime._budget import Clock
from agent360_models.automate.runtime._services import of_extra

if TYPE_CHECKING:
    from celpy import Environment

MAX_SOURCE = 2_000  # characters
MAX_DEPTH = 250  # levels of the syntax tree: a pair of brackets takes about ten levels
MAX_SIZE = 10_000  # characters of a computed text, or items of a list
MAX_WORK = 2_000_000  # about a second
MAX_SECONDS = 0.75  # for slower machines

# Units of work, and their cost.
_NODE = 10  # a node of the expression, for each evaluation by a macro
_ITEM = 20  # an item of a list passed to a function, as for a comparison
_LETTERS = 10  # this many characters of a text cost one unit
_STEPS = 40  # this many steps of a pattern cost one unit
_MACROS = {"all", "exists", "exists_one", "filter", "map"}
_TIME_SPAN = re.compile(r"[-+]?(\d+(\.\d+)?(ns|us|ms|s|m|h|d))+")
_LONGEST_TIME = 64


def variables(source: str) -> set[str]:
    """Return the names that a rule reads from its context.

    Raises ``RuleError`` if the source is not a rule.
    """
    return _compiled(source)[1]


def evaluate(source: str, context: Mapping[str, Any]) -> bool:
    """Tell whether a rule is true for a context.

    Raises ``RuleError`` if the source is not a rule, the context lacks a name, or the result is not a boolean.
    """
    tree, needed = _compiled(source)
    unknown = sorted(needed - context.keys())
    if unknown:
        known = ", ".join(sorted(context)) or "nothing"
        raise RuleError(f"The rule uses {', '.join(unknown)}, but the context has {known}.")
    for module in ("agent360_models.automate.runtime._cel", "celpy.adapter", "re2"):
        import_module(module)  # now, so that start-up time does not count against the rule
    work = _Work()
    values = {name: work.value(name, context[name]) for name in needed}
    try:
        answer = _run(tree, values, work)
    except RuleError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever a hostile expression makes of a library
        raise RuleError(f"The rule has no result: {_reason(error)}.") from None
    if type(answer).__name__ != "BoolType":
        kind = type(answer).__name__.removesuffix("Type").lower()
        raise RuleError(f"The rule returns a value of type {kind}, not true or false.")
    return bool(answer)


@functools.lru_cache(maxsize=256)
def _compiled(source: str) -> tuple[Any, set[str]]:
    """Return the syntax tree of a rule, and the names that it reads from its context."""
    if not source.strip():
        raise RuleError("The rule is empty.")
    if len(source) > MAX_SOURCE:
        raise RuleError(f"The rule has {len(source):,} characters, and at most {MAX_SOURCE:,} are allowed.")
    environment = _environment()
    try:
        tree: Any = environment.compile(source)
    except Exception as error:  # noqa: BLE001  # as above
        line, column = getattr(error, "line", None), getattr(error, "column", None)
        place = f" at line {line}, column {column}" if line and column and line > 0 else ""
        raise RuleError(f"The rule cannot be read{place}: it is not CEL.") from None
    _limit_depth(tree)
    return tree, set(_free_names(tree, frozenset()))


@functools.cache
def _environment() -> "Environment":
    celpy = of_extra("rules", "celpy", package="cel-python")
    from agent360_models.automate.runtime._cel_parser import parser

    logger = logging.getLogger("celpy")  # it logs values of contexts
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    before = sys.getrecursionlimit()
    environment: Environment = celpy.Environment()  # sets the limit to 2,500
    sys.setrecursionlimit(max(before, sys.getrecursionlimit()))
    own: Any = environment
    own.cel_parser = parser(environment.runner_class.tree_node_class)
    return environment


def _limit_depth(tree: Any) -> None:
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise RuleError("The rule is nested too deeply, or has too many parts in a row.")
        level = [child for node in level for child in _subtrees(node)]


def _subtrees(tree: Any) -> list[Any]:
    return [child for child in tree.children if hasattr(child, "children")]


def _free_names(tree: Any, bound: frozenset[str]) -> Iterator[str]:
    """Yield the variables of a tree that no macro in it binds, and refuse unknown functions."""
    from celpy.evaluation import base_functions

    children = _subtrees(tree)
    if tree.data == "ident":
        name = str(tree.children[0])
        if name not in bound and name not in base_functions:
            yield name
        return
    if tree.data in ("ident_arg", "dot_ident_arg", "member_dot_arg"):
        name = str(next(child for child in tree.children if not hasattr(child, "children")))
        if tree.data == "member_dot_arg" and name in _MACROS:
            yield from _free_names(children[0], bound)
            item, body = _arguments_of_macro(name, children)
            yield from _free_names(body, bound | {item})
            return
        if name not in {*base_functions, "has", "dyn"}:
            raise RuleError(f"The rule calls {name}(), which is not a CEL function.")
    for child in children:
        yield from _free_names(child, bound)


def _arguments_of_macro(name: str, children: Any) -> tuple[str, Any]:
    arguments = _subtrees(children[1]) if len(children) > 1 else []
    names = [*arguments[0].find_data("ident")] if arguments else []
    if len(arguments) != 2 or len(names) != 1:  # noqa: PLR2004  # the name of an item, and what is asked of it
        raise RuleError(f"The rule calls {name}() with wrong arguments. Write {name}(item, expression).")
    return str(names[0].children[0]), arguments[1]


class _Work:
    def __init__(self) -> None:
        self.left = MAX_WORK
        self.clock = Clock(MAX_SECONDS)

    def spend(self, amount: int, *, at_once: bool = False) -> None:
        self.left -= amount
        if self.left < 0 or self.clock.is_over(at_once=at_once):
            raise RuleError("The rule takes too long: it evaluates too many items.")

    def spend_on(self, value: Any) -> None:
        """Spend the cost of traversing a value; lists may contain the same list many times."""
        todo = [value]
        while todo:
            item = todo.pop()
            if isinstance(item, str | bytes):
                self.spend(len(item) // _LETTERS)
            elif isinstance(item, list | tuple | dict):
                self.spend(_ITEM * (1 + len(item)))
                todo += [*item.keys(), *item.values()] if isinstance(item, dict) else item

    def value(self, name: str, value: Any) -> Any:
        from celpy.adapter import json_to_cel

        self.spend_on(value)
        try:
            return json_to_cel(value)
        except Exception:  # noqa: BLE001  # its message has the value
            raise RuleError(
                f"The context's {name!r} is a {type(value).__name__}, or contains one, which CEL does not support. Pass"
                " text, whole numbers of 64 bits, floats, true, false, lists, dictionaries, times and time spans."
            ) from None

    def bounded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a CEL function that pays for its arguments and returns nothing large."""

        def call(*arguments: Any) -> Any:
            for argument in arguments:
                self.spend_on(argument)
            result = function(*arguments)
            if isinstance(result, str | bytes | list | dict) and len(result) > MAX_SIZE:
                raise RuleError(f"The rule computes a value of more than {MAX_SIZE:,} characters or items.")
            return result

        return call


def _run(tree: Any, values: Mapping[str, Any], work: _Work) -> Any:
    """Evaluate a rule and count its work: each item of a list costs what the expression does with it."""
    from celpy.evaluation import Activation, CELEvalError, Evaluator, base_functions

    class Bounded(Evaluator):
        def sub_evaluator(self, ast: Any) -> Evaluator:
            return Bounded(ast, self.activation)

        def evaluate(self, context: Any = None) -> Any:
            work.spend(_NODE * sum(1 for _ in self.ast.iter_subtrees()))
            return super().evaluate(context)

        def member_dot_arg(self, tree: Any) -> Any:
            if tree.children[1] not in ("all", "exists"):
                return super().member_dot_arg(tree)
            items: Any = self.visit(tree.children[0])
            if isinstance(items, CELEvalError):
                return items
            return _decide(map(self.build_ss_macro_eval(tree), items), decisive=tree.children[1] == "exists")

    from agent360_models.automate.runtime._cel import corrected

    functions: Any = {name: work.bounded(function) for name, function in corrected(base_functions).items()}
    functions["_&&_"] = lambda *sides: _decide(sides, decisive=False)
    functions["_||_"] = lambda *sides: _decide(sides, decisive=True)
    functions["matches"] = work.bounded(functools.partial(_matches, work))
    functions["duration"] = work.bounded(_time_span)
    functions["timestamp"] = work.bounded(_time)
    types: Any = {name: function for name, function in base_functions.items() if isinstance(function, type)}
    return Bounded(tree, Activation(functions=functions)).evaluate({**types, **values})


def _decide(answers: Iterable[Any], *, decisive: bool) -> Any:
    """Return ``decisive`` if any answer is, even if others are errors; otherwise return the first error.

    The library's own ``&&``, ``||``, ``all`` and ``exists`` do the same, but their errors repeat both sides, which
    doubles an error's length each time.
    """
    from celpy.celtypes import BoolType
    from celpy.evaluation import CELEvalError

    failed = None
    for answer in answers:
        if not isinstance(answer, BoolType):
            is_error = isinstance(answer, CELEvalError)
            failed = failed or (answer if is_error else CELEvalError("no such overload", TypeError, ()))
        elif bool(answer) is decisive:
            return answer
    return BoolType(not decisive) if failed is None else failed


def _matches(work: _Work, text: Any, pattern: Any) -> Any:
    """Tell whether a text matches; RE2 costs at most each letter times each step of the pattern."""
    import re2
    from celpy.celtypes import BoolType

    options = re2.Options()
    options.log_errors = False  # it would go to standard error
    try:
        compiled = re2.compile(pattern, options)
    except re2.error:
        raise RuleError("The rule has a pattern for matches() that RE2 does not support.") from None
    work.spend(len(text) * compiled.programsize // _STEPS, at_once=True)  # compiling it took time too
    return BoolType(compiled.search(text) is not None)


def _time_span(text: Any) -> Any:
    """Return a duration; the library's own pattern is extremely slow for some texts."""
    from celpy.celtypes import DurationType

    if isinstance(text, str) and (len(text) > _LONGEST_TIME or not _TIME_SPAN.fullmatch(text)):
        raise RuleError("The rule passes duration() an invalid text. Write '1h30m' or '90s'.")
    return DurationType(text)


def _time(text: Any) -> Any:
    from celpy.celtypes import TimestampType

    if isinstance(text, str) and len(text) > _LONGEST_TIME:
        raise RuleError("The rule passes timestamp() an invalid text. Write '2026-01-01T00:00:00Z'.")
    return TimestampType(text)


def _reason(error: Exception) -> str:
    """Describe the error in general terms, since the library's own message repeats values."""
    kind = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], type) else type(error)
    reasons: list[tuple[type[Exception], str]] = [
        (RecursionError, "it is nested too deeply"),
        (ZeroDivisionError, "it divides by zero"),
        (KeyError, "it reads a key that does not exist"),
        (IndexError, "it reads an item that does not exist"),
        (TypeError, "it compares or computes with values of incompatible types"),
        (ValueError, "a number or a text in it is out of range"),
    ]
    return next((reason for wanted, reason in reasons if issubclass(kind, wanted)), "it fails")
