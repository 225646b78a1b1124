"""All checks of a release in one run: ``tox -e release``. It tags and uploads nothing.

The contract matches the code, and the version number fits the changes. The sdist and the wheel are built, their
metadata is right, and the README renders. The wheel works in a new project on each Django. Finally it prints the
manual steps.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from agent360_models import __version__
from agent360_models.testing import postgres

ROOT = Path(__file__).parents[2]
DIST = ROOT / "dist"
DJANGOS = ("5.2", "6.0", "6.1")
# migochat has a table of a name that agent360 has: it is not installed into the same database.
SETTINGS = """
import os
from agent360_models.families import installed_apps
from agent360_models.testing.postgres import database_settings
INSTALLED_APPS += ["django.contrib.postgres", *installed_apps("agent360", "ingestion", "automate", "hibachi")]
DATABASES = {"default": database_settings(os.environ["DATABASE_URL"])}
"""
COMMANDS = (
    "check",
    "agent360 install",
    "migrate --verbosity 0",
    "agent360 drift --severity warning --fail-on warning",
    "makemigrations --check",
    "agent360 contract diff {wheel}",
)
BY_HAND = """
Left to do by hand, for {version}:

  git commit --all --message "Release {version}"
  git tag v{version}
  git push origin HEAD v{version}
  python -m twine upload {files}

Then install it from the index into a new environment, go through the tutorial once, and begin a new "Unreleased".
"""


def run(*command: object, **options: str | Path | dict[str, str] | None) -> None:
    """Run a command, and end where it fails."""
    words = [str(part) for part in command]
    sys.stdout.write(f"$ {' '.join(words)}\n")
    sys.stdout.flush()
    if subprocess.run(words, check=False, **options).returncode:  # type: ignore[call-overload]  # cwd and env
        sys.exit(f"Stopped at: {' '.join(words)}")


def look_for_the_date() -> None:
    """Say where the changelog has no section with the version and a date."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(rf"^## \[{re.escape(__version__)}\] - \d{{4}}-\d\d-\d\d$", text, re.MULTILINE):
        sys.stdout.write(f"Not yet: CHANGELOG.md has no heading `## [{__version__}] - ` with the date.\n")


def hold_to_the_contract() -> None:
    """Ask the gate, after the newest tag or before the first one."""
    tags = subprocess.run(["git", "tag", "--list", "v*"], cwd=ROOT, capture_output=True, text=True, check=False)
    old = [] if tags.stdout.strip() else ["nothing"]
    stored = "src/agent360_models/contract.json"
    gate = [sys.executable, "-m", "django", "agent360", "contract", "check", *old, "--stored", stored]
    run(*gate, "--settings", "tests.every_family", cwd=ROOT)


def build() -> list[Path]:
    """Return the new sdist and wheel, whose metadata and README are right."""
    shutil.rmtree(DIST, ignore_errors=True)
    run(sys.executable, "-m", "build", "--installer", "uv", "--outdir", DIST, ROOT)
    files = sorted(DIST.iterdir())
    run(sys.executable, "-m", "twine", "check", "--strict", *files)
    return files


def try_on(django: str, wheel: Path, url: str) -> None:
    """Take the wheel into a new project on a Django: from an empty database to one that matches the models."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = folder / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
        run(sys.executable, "-m", "uv", "venv", "--quiet", "--python", sys.executable, folder / "env")
        wanted = (f"{wheel}[binary]", f"Django~={django}.0")
        run(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python, *wanted)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "DJANGO"))}
        environment = {**kept, "DATABASE_URL": url}
        run(python, "-m", "django", "startproject", "project", folder, env=environment)
        with (folder / "project" / "settings.py").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        for command in COMMANDS:
            run(python, "manage.py", *command.format(wheel=wheel).split(), cwd=folder, env=environment)


def main() -> None:
    """Do all of it."""
    hold_to_the_contract()
    files = build()
    (wheel,) = [file for file in files if file.suffix == ".whl"]
    for django in DJANGOS:
        with postgres.PostgresServer() as server:
            try_on(django, wheel, server.url)
    look_for_the_date()
    names = " ".join(str(file.relative_to(ROOT)) for file in files)
    sys.stdout.write(BY_HAND.format(version=__version__, files=names))


if __name__ == "__main__":
    main()
