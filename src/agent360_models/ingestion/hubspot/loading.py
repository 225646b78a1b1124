"""Conversion of HubSpot's records: objects of its API v3, and rows of a warehouse export."""

from collections.abc import Iterator

from agent360_models.ingestion.hubspot.mapping import ASSOCIATIONS, KINDS
from agent360_models.loading.load import Source
from agent360_models.loading.mapping import Properties
from agent360_models.loading.source_records import SourceRecord

__all__ = ["SOURCE", "unfold"]

_OF_THE_WAREHOUSE = "property_"


def unfold(kind: str, record: SourceRecord) -> Iterator[tuple[str, Properties]]:
    """Yield the properties of an object, and then its associations as pairs."""
    content = dict(record.content)
    properties = content.pop("properties", None)
    if isinstance(properties, dict):
        content = {**properties, **content}
    yield (
        kind,
        {
            name[len(_OF_THE_WAREHOUSE) :] if name.lower().startswith(_OF_THE_WAREHOUSE) else name: value
            for name, value in content.items()
        },
    )
    for name, results in _associations(content):
        pair, own, other = ASSOCIATIONS.get((kind, name), (None, "", ""))
        if pair is not None:
            for result in results:
                rest = {key: value for key, value in result.items() if key != "id"}
                yield pair, {own: content.get("id"), other: result.get("id"), **rest}


def _associations(content: Properties) -> Iterator[tuple[str, list[Properties]]]:
    associations = content.get("associations")
    for name, found in associations.items() if isinstance(associations, dict) else ():
        results = found.get("results") if isinstance(found, dict) else None
        yield name, [result for result in results if isinstance(result, dict)] if isinstance(results, list) else []


# Registered as the source hubspot. _fivetran_synced is ignored: it is the warehouse's fetch time, not HubSpot's data.
SOURCE = Source(KINDS, unfold, passed_over=("_fivetran_synced",), as_sent="raw_data")
