"""The errors this library raises.

Each message says what happened, with which object, and what to do.
None carries a secret, contact data or the text of a message.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, IntegrityError, ProgrammingError

__all__ = [
    "AbsentError",
    "AdoptionRefusedError",
    "Agent360ModelsError",
    "ClaimRefusedError",
    "ContractError",
    "EncryptionError",
    "ExtensionError",
    "ForeignDatabaseError",
    "IllegalTransitionError",
    "InstallRefusedError",
    "LoadError",
    "MetadataPathError",
    "MissingExtraError",
    "MissingLabelError",
    "PoolerError",
    "PostgresServerError",
    "ReadOnlyTableError",
    "ReferenceTablesError",
    "RejectedRowsError",
    "RowSecurityError",
    "RunLostError",
    "RunRefusedError",
    "RunSkippedError",
    "SelectBusyError",
    "SelectError",
    "SelectRoleError",
    "SelectStatementError",
    "SelectTimedOutError",
    "SelectTooExpensiveError",
    "SelectTooLargeError",
    "StaleRowError",
    "TenantRequiredError",
]


class Agent360ModelsError(Exception):
    """The base of every error below; catch it to catch them all."""


class AbsentError(Agent360ModelsError):
    """A query names a column or a table that the setting ``ABSENT`` says this database does not have."""


class ReadOnlyTableError(Agent360ModelsError):
    """A statement would write to a table that the setting declares read-only."""


class RowSecurityError(Agent360ModelsError, ProgrammingError):
    """A policy of the table read a setting that nobody had set: the query has to run in ``acting_as()``."""


class IllegalTransitionError(Agent360ModelsError):
    """A row was asked to take a step that its table of transitions does not have."""


class TenantRequiredError(Agent360ModelsError):
    """A model that requires a tenant was queried, or a row of it made, while none was current."""


class MetadataPathError(Agent360ModelsError):
    """A key of a row's metadata cannot be set, since what should hold it holds something else."""


class MissingExtraError(Agent360ModelsError, ImproperlyConfigured):
    """Something was used that needs an extra which is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f'{package} is not installed. Run pip install "agent360-models[{extra}]".')


class MissingLabelError(Agent360ModelsError, DataError):
    """A label was to be written, or put in an order, that the ENUM type lacks in this database; nothing was sent."""


class EncryptionError(Agent360ModelsError):
    """An encrypted column cannot be read or written: there is no key, none fits, or the stored text is damaged."""


class ExtensionError(Agent360ModelsError):
    """A row of an extension was to be inserted or deleted, which is for the model that it extends."""


class InstallRefusedError(Agent360ModelsError):
    """The reference DDL was not loaded, and nothing was changed."""


class AdoptionRefusedError(Agent360ModelsError):
    """Tables were not adopted, and no migration was recorded."""


class ReferenceTablesError(Agent360ModelsError):
    """A test database that was kept has tables from another version of the reference DDL."""


class ForeignDatabaseError(ReferenceTablesError):
    """A database of the name of a test database is there already, and no test run made it."""


class ContractError(Agent360ModelsError):
    """Two contracts cannot be compared: one of them cannot be found or read."""


class LoadError(Agent360ModelsError):
    """An export, or one object of it, cannot be loaded; nothing of it was written."""


class RunRefusedError(Agent360ModelsError):
    """A run did not begin, since no connection was free; or a step of it, as the record would not tell the truth."""


class RunSkippedError(Agent360ModelsError):
    """Another run of the same object is alive; nothing was done."""


class RunLostError(Agent360ModelsError):
    """The run no longer holds the lock that keeps other runs of its object away."""


class ClaimRefusedError(Agent360ModelsError):
    """Rows were not claimed, since a rollback would take the claim back while the work goes on."""


class StaleRowError(Agent360ModelsError):
    """Somebody else changed the row since it was read; nothing was written."""


class RejectedRowsError(Agent360ModelsError, IntegrityError):
    """A batch holds rows that cannot go in, and none of it was written.

    ``rejections`` are the bad rows, each a ``bulk.Rejection``; ``result`` counts the rows of the batches that
    were committed before.
    """

    def __init__(self, message: str, rejections: Sequence[Any] = (), result: Any = None) -> None:
        super().__init__(message)
        self.rejections = rejections
        self.result = result


class SelectError(Agent360ModelsError):
    """A statement of ``readonly.select()`` was not run, or not to its end; it wrote nothing."""


class SelectRoleError(SelectError):
    """The role could do more than read, so that no statement was run; the message says by which right."""


class SelectBusyError(SelectError):
    """As many statements as this process may run on the alias were running all the time."""


class SelectStatementError(SelectError):
    """The server refused the statement, in its own words: it is not one that reads, is wrong, or lacks a right."""


class SelectTooExpensiveError(SelectError):
    """PostgreSQL's planner expects the statement to cost more than it may."""


class SelectTimedOutError(SelectError):
    """The statement did not end in time, and was ended."""


class SelectTooLargeError(SelectError):
    """The result, or what the server needs for it, is larger than it may be."""


class PoolerError(Agent360ModelsError):
    """A cursor was not opened, since a pooler would have given its session to other clients."""


class PostgresServerError(Agent360ModelsError):
    """The embedded PostgreSQL server cannot be found, started or stopped."""
