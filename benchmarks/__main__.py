"""One table of all comparisons: the ways of this library beside those of others, machine and versions.

Run by ``tox -e bench``, or ``python -m benchmarks --rows 20000 --rounds 1`` for a quick look. Each line is the median
of some rounds, and what the others take as many times as long. What grows with a table has a run of its own:
``python -m benchmarks.growth``.
"""

import argparse
import os
import platform
import re
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path

import psycopg

from agent360_models.testing import postgres
from benchmarks import drift, load, reads, setup, upsert

LIBRARIES = ("agent360-models", "django", "psycopg", "django-pgbulk")
CASES = {"mixed": "half new", "overlap": "95% unchanged"}
PARTS = ("upsert", "reads", "load", "drift", "setup")
Found = dict[str, dict[str, float]]


def measure(part: str, rows: int, rounds: int) -> Found:
    """Return the medians of a part, ours first; in a process of its own, as Django is set up once in each."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        if part == "upsert":
            methods = sorted(upsert.METHODS, key="agent360".__ne__)
            sizes = [1_000, rows]
            found = process.submit(upsert.compare_methods, rows, rounds, methods, sizes).result()
            return {
                f"upsert, {CASES[case]}, {size:,} rows in a transaction, s": {
                    way: one[way]["seconds"] for way in methods
                }
                for (case, size), one in found.items()
            }
        if part == "reads":
            return process.submit(reads.compare_ways, rows, rounds).result()
        if part == "load":
            return process.submit(load.compare_ways, [rows], rounds, []).result()
        return process.submit({"drift": drift.compare_ways, "setup": setup.compare_ways}[part]).result()


def machine() -> str:
    """Return what the numbers were measured on, in a line each: the machine, the server and the versions."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="ascii"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    busy, *_ = os.getloadavg()
    with postgres.PostgresServer() as server, psycopg.connect(server.url) as connection:
        number = connection.info.server_version
    return "\n".join(
        [
            f"{cpu[1] if cpu else platform.processor()}, {os.cpu_count()} cores, {memory:.0f} GB",
            f"load before the run {busy:.1f}",
            f"PostgreSQL {number // 10_000}.{number % 10_000}, Python {platform.python_version()}",
            ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
        ]
    )


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "missing"


def lines(found: Found) -> list[str]:
    """Return a line of the table for each way: its median, and how often the first one fits in."""
    made = []
    for title, ways in found.items():
        first = next(iter(ways.values()))
        made.append(title)
        made += [f"  {way:56}{taken:>10.2f}{taken / first:>9.2f}x" for way, taken in ways.items()]
    return made


def main() -> None:
    """Measure part after part, and print one table in the end."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--parts", nargs="+", choices=PARTS, default=[*PARTS])
    chosen = options.parse_args()
    made = [machine(), f"medians of {chosen.rounds} rounds", ""]
    for part in chosen.parts:
        made += lines(measure(part, chosen.rows, chosen.rounds))
    print("\n" + "\n".join(made))


if __name__ == "__main__":
    main()
