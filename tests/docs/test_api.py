"""The list of public names, ``__all__`` and the code agree, in both directions."""

import subprocess
import sys

from tests.docs.test_snippets import ROOT


def test_every_public_name_is_exported_exists_and_has_a_line() -> None:
    """In a process of its own, which has the models of every family."""
    command = [sys.executable, "-m", "tests.support.public_api", "--check"]

    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (answer.returncode, answer.stdout) == (0, ""), answer.stdout + answer.stderr
