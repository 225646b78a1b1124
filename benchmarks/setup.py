"""The time of ``django.setup()`` with all families, compared with a project with only the Django apps they need.

Run by ``tox -e bench``. The two are set up in separate processes, in turn. Times are CPU times, so other work on the
machine matters less. The difference of the medians is the cost of the families.
"""

import os
import subprocess
import sys
import tempfile
from statistics import median

ROUNDS = 15
CONTRIB = ["auth", "contenttypes", "postgres"]
ADMIN = [*CONTRIB, "admin", "messages", "sessions"]
PROJECT = """
import sys, time
import django
from django.conf import settings
apps = [f"django.contrib.{app}" for app in sys.argv[2:]]
start = time.process_time()
if sys.argv[1] == "families":
    from agent360_models.families import installed_apps
    apps += installed_apps()
settings.configure(
    INSTALLED_APPS=apps,
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "none"}},
    SECRET_KEY="benchmark",
)
django.setup()
print(time.process_time() - start)
"""


def main() -> None:
    """Set up each project once to compile its bytecode, then in turn, and print a table."""
    cases = [(what, contrib) for contrib in (CONTRIB, ADMIN) for what in ("bare", "families")]
    taken: list[list[float]] = [[] for _ in cases]
    with tempfile.TemporaryDirectory() as bytecode:
        for turn in range(ROUNDS + 1):
            for (what, contrib), times in zip(cases, taken, strict=True):
                seconds = setup(what, contrib, bytecode)
                if turn:
                    times.append(seconds * 1000)
    print(f"{'setup':16} {'bare ms':>10} {'families ms':>12} {'difference':>11} {'ratio':>7}")
    for name, bare, families in (("without admin", *taken[:2]), ("with admin", *taken[2:])):
        first, second = median(bare), median(families)
        print(f"{name:16} {first:>10.0f} {second:>12.0f} {second - first:>11.0f} {second / first:>6.1f}x")


def setup(what: str, contrib: list[str], bytecode: str) -> float:
    """Set a project up in a separate process, and return the seconds it took."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode, "PYTHONDEVMODE": ""}
    command = [sys.executable, "-c", PROJECT, what, *contrib]
    return float(subprocess.run(command, check=True, capture_output=True, env=environment, text=True).stdout)


if __name__ == "__main__":
    main()
