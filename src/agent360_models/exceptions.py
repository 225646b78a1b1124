"""The errors that this library raises.

Each message says what happened, with which object, and what to do.
No message contains secrets, contact data or the text of a message.
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
    """The base class of all errors below; catch it to catch them all."""


class AbsentError(Agent360ModelsError):
    """A query names a column or table that the setting ``ABSENT`` lists as missing in this database."""


class ReadOnlyTableError(Agent360ModelsError):
    """A statement would write to a table that the setting declares read-only."""


class RowSecurityError(Agent360ModelsError, ProgrammingError):
    """A policy of the table read a setting that is not set. Run the query in ``acting_as()``."""


class IllegalTransitionError(Agent360ModelsError):
    """The requested status change is not in the model's transitions."""


class TenantRequiredError(Agent360ModelsError):
    """A model that requires a tenant was queried, or a row of it created, without a current tenant."""


class MetadataPathError(Agent360ModelsError):
    """A key of a row's metadata cannot be set, since a parent key holds something other than an object."""


class MissingExtraError(Agent360ModelsError, ImproperlyConfigured):
    """A feature was used whose extra is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f'{package} is not installed. Run pip install "agent360-models[{extra}]".')


class MissingLabelError(Agent360ModelsError, DataError):
    """The ENUM type in this database lacks a label to be written or ordered by. No statement was sent."""


class EncryptionError(Agent360ModelsError):
    """An encrypted column cannot be read or written: no key is set, no key fits, or the stored text is damaged."""


class ExtensionError(Agent360ModelsError):
    """A row of an extension was about to be inserted or deleted. Use the model that it extends."""


class InstallRefusedError(Agent360ModelsError):
    """The reference DDL was not loaded; nothing was changed."""


class AdoptionRefusedError(Agent360ModelsError):
    """Tables were not adopted; no migration was recorded."""


class ReferenceTablesError(Agent360ModelsError):
    """A reused test database has tables from another version of the reference DDL."""


class ForeignDatabaseError(ReferenceTablesError):
    """A database with the name of the test database already exists, and no test run created it."""


class ContractError(Agent360ModelsError):
    """Two contracts cannot be compared, since one of them cannot be found or read."""


class LoadError(Agent360ModelsError):
    """An export, or one of its objects, cannot be loaded; none of its rows was written."""


class RunRefusedError(Agent360ModelsError):
    """A run did not begin, since no connection was free, or a step was refused that would falsify its record."""


class RunSkippedError(Agent360ModelsError):
    """Another run of the same object is in progress; nothing was done."""


class RunLostError(Agent360ModelsError):
    """The run no longer holds the lock that excludes other runs of its object."""


class ClaimRefusedError(Agent360ModelsError):
    """Rows were not claimed, since a rollback would undo the claim while the work goes on."""


class StaleRowError(Agent360ModelsError):
    """The row was changed since it was read; nothing was written."""


class RejectedRowsError(Agent360ModelsError, IntegrityError):
    """A batch contains rows that cannot be written, so none of its rows was written.

    ``rejections`` lists the bad rows, each a ``bulk.Rejection``. ``result`` counts the rows of the batches that
    were committed before.
    """

    def __init__(self, message: str, rejections: Sequence[Any] = (), result: Any = None) -> None:
        super().__init__(message)
        self.rejections = rejections
        self.result = result


class SelectError(Agent360ModelsError):
    """A statement of ``readonly.select()`` was not run, or was stopped; it wrote nothing."""


class SelectRoleError(SelectError):
    """The role may do more than read, so no statement was run. The message names the privilege."""


class SelectBusyError(SelectError):
    """All of this process's slots for statements on the alias stayed in use for the whole wait."""


class SelectStatementError(SelectError):
    """The server refused the statement: it does not only read, is invalid, or lacks a privilege."""


class SelectTooExpensiveError(SelectError):
    """PostgreSQL's planner estimates a cost above the limit."""


class SelectTimedOutError(SelectError):
    """The statement exceeded its time limit and was cancelled."""


class SelectTooLargeError(SelectError):
    """The result, or the memory or disk that the server needs for it, exceeds the limit."""


class PoolerError(Agent360ModelsError):
    """A cursor was not opened, since a pooler would give its session to other clients."""


class PostgresServerError(Agent360ModelsError):
    """The embedded PostgreSQL server cannot be found, started or stopped."""
