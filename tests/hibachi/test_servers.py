"""The reference DDL on any PostgreSQL that is supported and at hand, from the oldest to the newest."""

from agent360_models import drift
from agent360_models.families import labels
from agent360_models.tables import reference
from tests.drift.test_servers import server

__all__ = ["server"]  # a fixture


def test_the_reference_ddl_installs_and_shows_no_drift(server: str) -> None:  # the fixture
    """Beside the tables of migochat, which are in the schema ``public``."""
    chosen = labels("hibachi", "migochat")

    tables = reference.install(chosen, using=server)

    assert len(tables) == 52 + 2 + 7  # tables and views of the one, tables of the other
    findings = drift.examine({server: chosen}).findings
    assert [str(finding) for finding in findings if finding.code not in ("table.row_security", "table.view")] == []
