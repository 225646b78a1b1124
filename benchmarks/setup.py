"""The time of ``django.setup()`` with all families, compared with a project with only the Django apps they need.

Run by ``tox -e bench``. They are set up in separate processes, in turn. Times are CPU times, so other work on the
machine matters less. The difference of the medians is the cost of the families. The least that it can be is the time in
which Django makes models of the same fields from the state of migrations, where nothing is imported.
"""

import os
import subprocess
import sys
import tempfile
from statistics import median

ROUNDS = 15
CONTRIB = ["auth", "contenttypes", "postgres"]
ADMIN = [*CONTRIB, "admin", "messages", "sessions"]
FAMILIES, BARE, MODELS = "all families", "Django's apps alone", "Django makes these models"
WAYS = {"families": FAMILIES, "bare": BARE, "models": MODELS}
PROJECT = """
import sys, time
import django
from django.conf import settings
apps = [f"django.contrib.{app}" for app in sys.argv[2:]]
start = time.process_time()
if sys.argv[1] != "bare":
    from agent360_models.families import installed_apps
    apps += installed_apps()
settings.configure(
    INSTALLED_APPS=apps,
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "none"}},
    SECRET_KEY="benchmark",
)
django.setup()
if sys.argv[1] == "models":
    from django.apps import apps
    from django.db.migrations.state import ProjectState
    state = ProjectState.from_apps(apps)
    start = time.process_time()
    state.apps
print(time.process_time() - start)
"""


def main() -> None:
    """Measure, and print a table."""
    print(f"{'setup':32} {'bare ms':>10} {'families ms':>12} {'difference':>11} {'models ms':>10}")
    for name, found in compare_ways().items():
        bare, families, models = found[BARE], found[FAMILIES], found[MODELS]
        print(f"{name:32} {bare:>10.0f} {families:>12.0f} {families - bare:>11.0f} {models:>10.0f}")


def compare_ways() -> dict[str, dict[str, float]]:
    """Set up each project once for its bytecode, then by turns, and return the medians in milliseconds."""
    cases = [(what, contrib) for contrib in (CONTRIB, ADMIN) for what in WAYS]
    taken: list[list[float]] = [[] for _ in cases]
    with tempfile.TemporaryDirectory() as bytecode:
        for turn in range(ROUNDS + 1):
            for (what, contrib), times in zip(cases, taken, strict=True):
                seconds = setup(what, contrib, bytecode)
                if turn:
                    times.append(seconds * 1000)
    medians = iter(map(median, taken))
    return {
        f"django.setup() {name}, ms": {title: next(medians) for title in WAYS.values()}
        for name in ("without admin", "with admin")
    }


def setup(what: str, contrib: list[str], bytecode: str) -> float:
    """Set a project up in a separate process, and return the seconds it took."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode, "PYTHONDEVMODE": ""}
    command = [sys.executable, "-c", PROJECT, what, *contrib]
    return float(subprocess.run(command, check=True, capture_output=True, env=environment, text=True).stdout)


if __name__ == "__main__":
    main()
