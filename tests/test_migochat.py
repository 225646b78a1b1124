"""The tests of migochat, in a project of their own, and what is asked of every app, in that project.

The family shares a table's name with agent360: in the project of this suite it would have to stand in the setting
of every test and of every page that has one.
"""

import os
import subprocess
import sys

from agent360_models.testing.postgres import database_url
from tests.docs.test_snippets import ROOT


def test_its_tests_pass() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--ds", "tests.migochat.settings"]
    chosen = ["tests/migochat", "tests/test_architecture.py", "tests/test_migrations.py"]
    chosen += ["-k", "migochat or describe_every_field"]  # of the last two, what is about this family
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
