"""Temporary folders in memory, if there is space: PostgreSQL creates a database there in a tenth of the time."""

import os
import re
import shutil
import tempfile
from pathlib import Path

_FOLDER = Path("/dev/shm")  # noqa: S108  # of Linux; every server makes a folder for itself
_ROOM = 8 << 30  # bytes: of what the tests of several environments write at once, more than twice as much


def use() -> None:
    """Have this process, and those that it starts, work in memory; what ``TMPDIR`` says stands."""
    if "TMPDIR" in os.environ or not _FOLDER.is_dir():
        return
    available = re.search(r"MemAvailable: *(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
    if available and min(int(available[1]) * 1024, shutil.disk_usage(_FOLDER).free) >= _ROOM:
        os.environ["TMPDIR"] = str(_FOLDER)
        tempfile.tempdir = None  # asked for anew
