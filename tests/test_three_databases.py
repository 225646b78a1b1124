"""The tests of hibachi and of migochat, in a project with three databases, and what is asked of every app there.

In the project of this suite these families would have to stand in the setting of every test and of every page that
has one, since migochat shares the name of a table with agent360; and every test that empties its tables would wait
for theirs.
"""

import os
import subprocess
import sys

import pytest

from agent360_models.testing.postgres import database_url
from tests.docs.test_snippets import ROOT


@pytest.mark.parametrize("family", ["hibachi", "migochat"])
def test_its_tests_pass(family: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--ds", "tests.three_databases"]
    everywhere = ["model", "factory", "enum"]
    chosen = [f"tests/{family}", *(f"tests/test_every_{what}.py" for what in everywhere)]
    chosen += ["tests/test_architecture.py", "tests/test_migrations.py"]
    chosen += ["-k", f"{family} or describe_every_field"]  # of all but the first, what is about this family
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}

    answer = subprocess.run(
        [*command, *chosen],
        cwd=ROOT,
        env={**inherited, "DATABASE_URL": database_url()},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr
