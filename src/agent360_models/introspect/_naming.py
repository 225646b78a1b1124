"""Python names for PostgreSQL names."""

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable

from django.db import models

from agent360_models.introspect._code import MODULES

# Names that a model body uses, or that Django adds to it.
_TAKEN = {
    *dir(models.Model),
    *("DoesNotExist", "MultipleObjectsReturned", "NotUpdated", "Meta", "models", "objects", "pk", "str"),
}
# Names that the modules import. Classes must also not shadow Python's built-ins.
_IMPORTED = {
    *(name for name in MODULES if name[0].isupper()),
    *("Any", "AppConfig", "BTreeIndex", "FamilyAdmin", "LogAdmin", "Meta", "Migration", "Q"),
    *dir(builtins),
}
_ENDINGS = [("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("ses", "se"), ("s", "")]
_IRREGULAR = {"child": "children", "person": "people", "man": "men", "woman": "women"}
_SINGULAR = re.compile(r"(?:ss|us|is|as|news|series|pecies|data|info|media)$")


class Names:
    """A namespace that gives each name once; names that differ only by case count as one."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.casefold() for name in taken}

    def is_free(self, *names: str) -> bool:
        return self._taken.isdisjoint(name.casefold() for name in names)

    def take(self, *names: str) -> None:
        self._taken |= {name.casefold() for name in names}

    def give(self, *candidates: str) -> str:
        """Return the first free candidate, or the last candidate with the lowest number that makes it free."""
        numbered = (f"{candidates[-1]}_{number}" for number in range(2, 10**6))
        name = next(name for names in (candidates, numbered) for name in names if self.is_free(name))
        self.take(name)
        return name


def of_model() -> Names:
    return Names(_TAKEN)


def of_module() -> Names:
    return Names(_IMPORTED)


def words(name: str) -> list[str]:
    """Return the words of a name: ``BusinessEntityID`` and ``business entity-id`` give the same three."""
    text = unicodedata.normalize("NFKC", name)
    text = re.sub(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text)
    return [word for word in re.split(r"[\W_]+", text) if word]


def snake(name: str) -> str:
    made = _identifier(name, "column")
    return f"{made}_field" if keyword.iskeyword(made) else made


def _identifier(name: str, prefix: str) -> str:
    made = "_".join(words(name)).lower() or "unnamed"
    if not made.isidentifier():
        made = f"{prefix}_{made}"
    if not made.isidentifier():  # characters that no Python name allows
        made = f"{prefix}_{_code_points(name)}"
    return made


def _code_points(text: str) -> str:
    return "_".join(f"{ord(letter):x}" for letter in text)


def class_name(name: str) -> str:
    parts = _identifier(name, "table").split("_")
    parts[-1] = singular(parts[-1])
    made = "".join(part[:1].upper() + part[1:] for part in parts)
    return f"{made}Model" if keyword.iskeyword(made) else made


def constant(label: str) -> str:
    made = ("_".join(words(label)) or ("EMPTY" if not label else "SIGN")).upper()
    if not made.isidentifier():
        made = f"N_{made}"
    return made if made.isidentifier() else f"N_{_code_points(label)}".upper()


def module_name(name: str) -> str:
    """Return the name of a package, which is also the app's label."""
    made = "_".join(words(name)).lower()
    made = made if made.isidentifier() and made.isascii() else f"app_{made}"
    made = re.sub(r"[^a-z0-9_]", "", made).rstrip("_")
    return f"{made}_app" if keyword.iskeyword(made) else made


def singular(word: str) -> str:
    """Return the singular of an English noun, judged by its ending."""
    one = next((one for one, many in _IRREGULAR.items() if many == word), None)
    if one is not None:
        return one
    if _SINGULAR.search(word) or len(word) < 4:  # noqa: PLR2004  # such as "gas"
        return word
    ending = next(((end, instead) for end, instead in _ENDINGS if word.endswith(end)), ("", ""))
    return word.removesuffix(ending[0]) + ending[1]


def plural(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("s", "x", "ch", "sh")):
        return word if singular(word) != word else f"{word}es"
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}s"
