"""Bulk upsert: COPY into a temporary table, then one statement that writes only what differs."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterable, Iterable, Iterator, Sequence
from typing import Any, TypedDict, Unpack

from asgiref.sync import async_to_sync, sync_to_async
from django.db import router
from django.db.models import Model

from agent360_models import readonly
from agent360_models.bulk._job import Batches, Job, OnError, OnReject, OnWritten
from agent360_models.bulk._results import UpsertResult
from agent360_models.bulk._stage import HoldBack
from agent360_models.extensions import parent_of

BATCH_SIZE = 5000  # rows of one transaction of upsert()


class RunOptions(TypedDict, total=False):
    """The options of ``upsert`` that ``Run.upsert`` also accepts."""

    key: str | Sequence[str] | None
    fields: Sequence[str] | None
    newest_by: str | None
    batch_size: int
    on_error: OnError
    on_reject: OnReject | None


class UpsertOptions(RunOptions, total=False):
    """The options of ``upsert`` that ``QuerySet.upsert`` and ``aupsert`` also accept."""

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
    """Write rows by their key: insert new rows, update rows that differ, leave equal rows alone.

    As with Django's ``bulk_create``, no signals are sent and ``Model.save()`` is not called.

    Args:
        model: the model whose table is written. Rows of an extension may also have the columns of its parent.
        rows: dicts by field or column name, tuples in the order of ``fields``, or instances of ``model``. All rows have
            the shape of the first. They are read batch by batch, so the iterable may be endless.
        using: the alias; by default the router's alias for writing.
        key: the unique field that identifies a row, or several fields that are unique together; by default the
            primary key.
        fields: the fields that ``rows`` contain. By default the keys of the first dict, or every column of an instance
            except ``auto_now`` and ``auto_now_add`` fields and an auto-increment key.
        newest_by: the field that decides which of two versions of a row is newer. An older version is dropped,
            whether the newer one is in ``rows`` or in the table. Without this option the last version in ``rows`` wins.
        batch_size: the number of rows written at a time.
        atomic: whether to use one transaction for all rows instead of one for each batch. Inside the caller's
            transaction nothing is committed.
        on_error: ``"raise"`` writes nothing of a batch that contains a bad row; ``"reject"`` writes the good rows of
            the batch.
        on_reject: called with each rejected row, after the good rows of its batch are written.
        hold_back: called with the temporary table before the merge, to remove rows that must not be written. Those
            rows count as unchanged. ``Run.upsert`` uses this to keep local changes.
        on_written: called with the result of each transaction before the commit, so that whatever it writes is
            committed together with the rows. ``Run.upsert`` uses this to count.

    A column named in the setting ``ABSENT`` is skipped, even if ``rows`` contain it.
    A column that ``rows`` leave out keeps its value in an existing row. In a new row it gets the database default if
    the model has one, else the field's Python default, else the current time for an ``auto_now`` or ``auto_now_add``
    field.

    Raises:
        ReadOnlyTableError: ``AGENT360_MODELS`` makes the table read-only.
        RejectedRowsError: a batch contains rows that cannot be written, with ``on_error="raise"``.
        django.core.exceptions.FieldDoesNotExist: a name is not a field of the model.
        django.db.Error: the database fails for a reason that has nothing to do with the rows.

    """
    readonly.check_writable((parent_of(model) or model)._meta.app_label)
    if on_error not in ("raise", "reject") or (on_reject is not None and on_error != "reject"):
        raise ValueError("on_error must be 'raise' or 'reject', and on_reject needs on_error='reject'.")
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}, but it must be at least 1.")
    if any(not parent._meta.abstract for parent in model._meta.parents):
        raise TypeError(f"{model._meta.label} is spread over several tables; upsert into each of them separately.")
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
    return job.run(_batches(iterator, batch_size), atomic=atomic, ahead=type(rows) in (list, tuple))


async def aupsert(
    model: type[Model],
    rows: Iterable[Any] | AsyncIterable[Any],
    *,
    using: str | None = None,
    **options: Unpack[UpsertOptions],
) -> UpsertResult:
    """Run ``upsert`` from async code; ``rows`` may also be an async iterable.

    The work, including ``on_reject``, runs in the thread that Django uses for synchronous code.
    """
    if isinstance(rows, AsyncIterable):
        rows = _drain(rows, options.get("batch_size", BATCH_SIZE))
    return await sync_to_async(upsert)(model, rows, using=using, **options)


def _drain(rows: AsyncIterable[Any], size: int) -> Iterator[Any]:
    """Yield async rows in the thread that writes them, fetching one batch at a time."""
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
    """Yield lists of rows, each with the number of its first row; only one list is in memory at a time."""
    number = 1
    while batch := list(itertools.islice(rows, size)):
        count = len(batch)
        yield number, batch
        number += count
        del batch
