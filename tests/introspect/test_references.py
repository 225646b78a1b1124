"""Apps written from databases that the reference DDL of our families makes."""

from pathlib import Path

import pytest

from agent360_models import families
from agent360_models.tables import reference
from tests.introspect.project import written


def ddl_of(family: str) -> str:
    """Return the DDL of a family."""
    labels = families.labels(family)
    modules = [reference.family_module(labels[0]), *(families.APPS[label].module for label in labels)]
    return "".join(reference.ddl(module) for module in dict.fromkeys(modules))


@pytest.mark.parametrize("family", ["agent360", "hibachi", "migochat"])
def test_every_table_of_the_reference_has_a_model(family: str, tmp_path: Path) -> None:
    with written(tmp_path, ddl_of(family)) as app:
        found = app.found()

    assert found["checks"] == []
    assert "migrations" not in found
    assert found["drift"] == found["reference"] == found["errors"] == found["warnings"] == []
