"""The tests of hibachi and of migochat, in a project with three databases, and what is asked of every app there.

In the project of this suite these families would have to stand in the setting of every test and of every page that
has one, since migochat shares the name of a table with agent360; and every test that empties its tables would wait
for theirs.
"""

import os
import subprocess
import sys

from agent360_models.testing.postgres import database_url
from tests.docs.test_snippets import ROOT


def test_their_tests_pass() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--ds", "tests.three_databases"]
    everywhere = ["every_model", "every_factory", "every_enum", "architecture", "migrations"]
    chosen = ["tests/hibachi", "tests/migochat", *(f"tests/test_{what}.py" for what in everywhere)]
    chosen += ["-k", "hibachi or migochat or describe_every_field"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}

    answer = subprocess.run(
        [*command, *chosen],
        cwd=ROOT,
        env={**inherited, "DATABASE_URL": database_url()},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr
