"""Calls that run at once, on the alias of the family, and the indexes that a page tells to create."""

import re
from functools import partial
from pathlib import Path

from django.db import connections

from tests.docs.pages import blocks
from tests.support import threads

at_once = partial(threads.at_once, using="booking")

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "tune-large-tables.md"


def create_indexes_of_queues() -> None:
    """Create what the page tells to create, also within the transaction of a test."""
    (sql,) = (block.text for block in blocks(PAGE) if "ix_events_outbox_unsettled" in block.text)
    with connections["booking"].cursor() as cursor:
        cursor.execute(sql.replace(" CONCURRENTLY", ""))


def drop_indexes_of_queues() -> None:
    """Drop what that has created."""
    (sql,) = (block.text for block in blocks(PAGE) if "ix_events_outbox_unsettled" in block.text)
    with connections["booking"].cursor() as cursor:
        for name, schema in re.findall(r"(ix_\w+)\s+ON (\w+)\.", sql):
            cursor.execute(f"DROP INDEX {schema}.{name}")
