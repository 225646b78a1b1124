"""Statements of others behind a pool by transaction, whose sessions other clients get afterwards."""

import pytest

from agent360_models import catalog
from agent360_models.exceptions import SelectStatementError, SelectTimedOutError
from agent360_models.readonly import select
from tests.pooler.conftest import Start


def test_a_statement_leaves_nothing_in_the_session(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """No lock, no setting: neither where it ends well, nor where it fails or is ended."""
    monkeypatch.setattr(catalog, "powers", lambda _: [])  # this pool has the owner's sessions alone
    pool = start(size=1)
    evil = "SELECT pg_advisory_lock(360), set_config('statement_timeout', '7s', false)"

    assert select(evil, using=pool.alias, limit=1, timeout=9).rows == [("", "7s")]
    with pytest.raises(SelectStatementError, match="division by zero"):
        select(f"{evil}, 1 / length(repeat('', random()::int))", using=pool.alias, limit=1, timeout=9)
    assert pool.left() == []
    with pytest.raises(SelectTimedOutError):
        select(f"{evil}, pg_sleep(9)", using=pool.alias, limit=1, timeout=0.3)

    assert pool.left() == []
    with pool.connect() as client:
        assert client.execute("SHOW statement_timeout").fetchall() == [("0",)]
        assert client.execute("SHOW transaction_read_only").fetchall() == [("off",)]
