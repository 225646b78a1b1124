"""Large writes: COPY into a temporary table, then one statement that writes only what differs."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterable, Iterable, Iterator, Sequence
from typing import Any, TypedDict, Unpack

from asgiref.sync import async_to_sync, sync_to_async
from django.db import router
from django.db.models import Model

from agent360_models import readonly
from agent360_models.bulk._ahead import Batch, Batches
from agent360_models.bulk._job import Job, OnError, OnReject, OnWritten
from agent360_models.bulk._results import UpsertResult
from agent360_models.bulk._stage import HoldBack
from agent360_models.extensions import parent_of

BATCH_SIZE = 5000  # rows of one transaction of upsert()


class RunOptions(TypedDict, total=False):
    """The options of ``upsert`` that ``Run.upsert`` takes too."""

    key: str | Sequence[str] | None
    fields: Sequence[str] | None
    newest_by: str | None
    batch_size: int
    on_error: OnError
    on_reject: OnReject | None


class UpsertOptions(RunOptions, total=False):
    """The options of ``upsert`` that a queryset and async code take too."""

    atomic: bool


def upsert(
    model: type[Model],
    rows: Iterable[Any],
    *,
    using: str | None = None,
    key: str | Sequence[str] | None = None,
    fields: Sequence[str] | None = None,
    newest_by: str | None = None,
    batch_size: int = BATCH_SIZE,
    atomic: bool = False,
    on_error: OnError = "raise",
    on_reject: OnReject | None = None,
    hold_back: HoldBack | None = None,
    on_written: OnWritten | None = None,
) -> UpsertResult:
    """Write rows by their key: insert the new, update what really differs, leave equal rows alone.

    Signals are not sent and ``Model.save()`` is not called, as with Django's own ``bulk_create``.

    Args:
        model: the model whose table is written. Rows of an extension may have the columns of its parent too.
        rows: dicts by field or column name, tuples in the order of ``fields``, or instances of ``model``;
            all like the first. They are read batch by batch and may go on for ever.
        using: the alias; by default the one that the router names for writing.
        key: the unique field that identifies a row, or several that do so together; by default the primary key.
        fields: the fields that ``rows`` carry. By default the keys of the first dict, or every column of
            an instance except clocks and a key that the database numbers itself.
        newest_by: a field that tells which of two versions of a row is newer. An older version is dropped,
            be it in ``rows`` or against the table. Without it the last one in ``rows`` stands.
        batch_size: how many rows are written at a time.
        atomic: one transaction for all rows; otherwise one for each batch. In the caller's transaction
            nothing is committed.
        on_error: ``"raise"``, and nothing of a batch goes in that holds a bad row; or ``"reject"``, and the good
            rows of it do.
        on_reject: called with each bad row, once the good ones of its batch are written.
        hold_back: called with the temporary table before it is merged, to take rows out of it that must not be
            written; they count as unchanged. ``Run.upsert`` keeps local changes by it.
        on_written: called with what became of the rows of each transaction, before it is committed: what it writes
            is there exactly when the rows are. ``Run.upsert`` counts by it.

    A column that the setting ``ABSENT`` names is passed by, whatever rows say.
    A column that ``rows`` leave out keeps its value in an existing row. A new row gets what the model leaves
    to the database as its default, else the field's own default, else the time of day for a clock.

    Raises:
        ReadOnlyTableError: ``AGENT360_MODELS`` forbids writing the table.
        RejectedRowsError: a batch holds rows that cannot go in, with ``on_error="raise"``.
        django.core.exceptions.FieldDoesNotExist: a name is not a field of the model.
        django.db.Error: the database cannot do it, whatever the rows.

    """
    readonly.check_writable((parent_of(model) or model)._meta.app_label)
    if on_error not in ("raise", "reject") or (on_reject is not None and on_error != "reject"):
        raise ValueError("on_error is 'raise' or 'reject', and on_reject goes with 'reject'.")
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}, and a batch has at least one row.")
    if any(not parent._meta.abstract for parent in model._meta.parents):
        raise TypeError(f"{model._meta.label} is spread over several tables; upsert into each of them by itself.")
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return UpsertResult()
    job = Job(
        model,
        first,
        using=using or router.db_for_write(model),
        key=(key,) if isinstance(key, str) else key,
        fields=fields,
        newest_by=newest_by,
        on_error=on_error,
        on_reject=on_reject,
        hold_back=hold_back,
        on_written=on_written,
    )
    iterator = itertools.chain([first], iterator)
    del first
    ahead = type(rows) in (list, tuple) and len(rows) > batch_size  # type: ignore[arg-type]
    return job.run(_batches(iterator, batch_size), atomic=atomic, ahead=ahead)


async def aupsert(
    model: type[Model],
    rows: Iterable[Any] | AsyncIterable[Any],
    *,
    using: str | None = None,
    **options: Unpack[UpsertOptions],
) -> UpsertResult:
    """Do as ``upsert`` does, from async code; ``rows`` may be an async iterable too.

    It works in the thread in which Django does all that is not async, and so does ``on_reject``.
    """
    if isinstance(rows, AsyncIterable):
        rows = _drain(rows, options.get("batch_size", BATCH_SIZE))
    return await sync_to_async(upsert)(model, rows, using=using, **options)


def _drain(rows: AsyncIterable[Any], size: int) -> Iterator[Any]:
    """Yield async rows in the thread that writes them, fetched a batch at a time."""
    iterator = aiter(rows)

    async def some() -> list[Any]:
        batch = []
        async for row in iterator:
            batch.append(row)
            if len(batch) == size:
                break
        return batch

    while batch := async_to_sync(some)():
        yield from batch


def _batches(rows: Iterator[Any], size: int) -> Batches:
    """Yield rows in batches; only one of them is alive at a time."""
    number = 1
    while some := list(itertools.islice(rows, size)):
        count = len(some)
        batch = Batch(number, some)
        del some
        yield batch
        del batch
        number += count
