"""New files for rows, readable by their owner alone."""

import errno
import os
import stat
from pathlib import Path

OWNER_ALONE = 0o600


def create_file(path: Path, mode: int = OWNER_ALONE) -> int:
    """Create a file, replacing an existing one, and return its descriptor.

    A process that has the old file open does not see the new one, and neither does the old owner. Links and everything
    else that is not a regular file are refused.

    Raises ``OSError`` if the file cannot be created.
    """
    try:
        there = path.lstat()
    except FileNotFoundError:
        pass
    else:
        if not stat.S_ISREG(there.st_mode):
            what = "a link" if stat.S_ISLNK(there.st_mode) else "not a file"
            raise FileExistsError(errno.EEXIST, f"it is {what}; choose another name")
        path.unlink()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), mode)
    os.fchmod(descriptor, mode)  # whatever the umask is
    return descriptor
