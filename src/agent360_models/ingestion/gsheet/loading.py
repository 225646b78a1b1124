"""Conversion of the rows of a sheet."""

from collections.abc import Iterator

from agent360_models.ingestion.gsheet.mapping import KINDS
from agent360_models.loading.load import Source
from agent360_models.loading.mapping import Properties
from agent360_models.loading.source_records import SourceRecord

__all__ = ["SOURCE", "unfold"]

_MILLIONTHS = "cost_micros"  # Google Ads' name of its costs


def unfold(kind: str, record: SourceRecord) -> Iterator[tuple[str, Properties]]:
    """Yield a row with its number in the sheet; skip empty rows."""
    cells = {name: cell for name, cell in record.content.items() if name}
    if any(str(cell).strip() for cell in cells.values() if cell is not None):
        if cost := cells.pop(_MILLIONTHS, ""):
            cells["cost"] = f"{cost}E-6"
        yield kind, {"row_number": record.row, **cells}


SOURCE = Source(KINDS, unfold)  # registered as the source gsheet
