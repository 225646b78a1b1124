"""The words of labels and texts: whether a text adds something to a name."""

import re

from agent360_models.dictionary.structure import Column, Table

__all__ = ["adds", "is_spoken", "prefix_of", "says_more"]

# Words without information.
_EMPTY = (
    "a an and are as at be been belongs by can column contains describes entry field for from has have holds in is it"
    " its may of on or record represents row s set stores such that the their there these this to value was what when"
    " where whether which who whose will with"
)
_ENDING = re.compile(r"(?<=..)(ings?|ions?|e[drs]|s|e|d)$")


def adds(text: str, *known: str) -> bool:
    """Tell whether a text has an informative word that the known texts lack."""
    return not _stems(text) <= _stems(" ".join(known))


def _stems(text: str) -> set[str]:
    """Return the stems of the informative words."""
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower())
    return {_ENDING.sub("", word) for word in words if word not in _EMPTY.split()}


def says_more(table: Table, column: Column) -> bool:
    """Tell whether the meaning of a column adds to the names and labels of the column and the table."""
    return adds(
        column.meaning, column.name, column.attribute, column.label, table.model.rpartition(".")[2], table.label
    )


def is_spoken(table: Table, column: Column) -> bool:
    """Tell whether the label of a column is natural: "Credit limit", not "acc credit limit"."""
    label, prefix = column.label, prefix_of(table).rstrip("_").lower()
    return bool(label) and "_" not in label and not label.endswith(".") and label.split()[0].lower() != (prefix or None)


def prefix_of(table: Table) -> str:
    """Return the common prefix of a table's column names, such as ``acc_``; empty without one."""
    first, *others = (column.name for column in table.columns) if table.columns else ("",)
    prefix = first.partition("_")[0] + "_"
    return prefix if prefix != first and others and all(name.startswith(prefix) for name in (first, *others)) else ""
