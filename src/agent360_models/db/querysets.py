"""What every manager of the library can do."""

from collections.abc import AsyncIterable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

from django.db import models

from agent360_models.db import bulk
from agent360_models.db.fields.encrypted import refuse_encrypted

_Row = TypeVar("_Row", bound=models.Model)


class BulkQuerySet(models.QuerySet[_Row]):
    """Rows that are written and read in large numbers; see ``agent360_models.db.bulk``."""

    def order_by(self, *field_names: Any) -> Self:
        """Order as Django does, but not by an encrypted column, whose order means nothing."""
        refuse_encrypted(self.query, field_names)
        return super().order_by(*field_names)

    def upsert(
        self,
        rows: Iterable[Any],
        *,
        key: str | Sequence[str] | None = None,
        fields: Sequence[str] | None = None,
        newest_by: str | None = None,
        batch_size: int = bulk.BATCH_SIZE,
        atomic: bool = False,
        on_error: bulk.OnError = "raise",
        on_reject: bulk.OnReject | None = None,
    ) -> bulk.UpsertResult:
        """Write rows by their key, on the alias of this queryset; its filters mean nothing here."""
        self._for_write = True
        return bulk.upsert(
            self.model,
            rows,
            using=self.db,
            key=key,
            fields=fields,
            newest_by=newest_by,
            batch_size=batch_size,
            atomic=atomic,
            on_error=on_error,
            on_reject=on_reject,
        )

    async def aupsert(
        self,
        rows: Iterable[Any] | AsyncIterable[Any],
        *,
        key: str | Sequence[str] | None = None,
        fields: Sequence[str] | None = None,
        newest_by: str | None = None,
        batch_size: int = bulk.BATCH_SIZE,
        atomic: bool = False,
        on_error: bulk.OnError = "raise",
        on_reject: bulk.OnReject | None = None,
    ) -> bulk.UpsertResult:
        """Do as ``upsert`` does, from async code."""
        self._for_write = True
        return await bulk.aupsert(
            self.model,
            rows,
            using=self.db,
            key=key,
            fields=fields,
            newest_by=newest_by,
            batch_size=batch_size,
            atomic=atomic,
            on_error=on_error,
            on_reject=on_reject,
        )

    def copy_to(self, target: Path | str | bulk.Sink, *, header: bool = True) -> int:
        """Write the rows as CSV and return how many they are."""
        return bulk.copy_to(self, target, header=header)

    def iterate_by_key(self, *, key: str = "pk", batch_size: int = 2000) -> Iterator[_Row]:
        """Yield the rows in the order of a key, batch after batch."""
        return bulk.iterate_by_key(self, key=key, batch_size=batch_size)
