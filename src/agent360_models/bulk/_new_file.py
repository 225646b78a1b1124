"""Files that hold rows: new ones, for their owner alone."""

import errno
import os
import stat
from pathlib import Path

OWNER_ALONE = 0o600


def create_file(path: Path, mode: int = OWNER_ALONE) -> int:
    """Create a file in the place of one that may be there, and return its descriptor.

    Whoever has the old file open, or owns it, does not see the new one. Nothing is written through a link, nor to
    something else that is not a file.

    Raises ``OSError``.
    """
    try:
        there = path.lstat()
    except FileNotFoundError:
        pass
    else:
        if not stat.S_ISREG(there.st_mode):
            what = "a link" if stat.S_ISLNK(there.st_mode) else "not a file"
            raise FileExistsError(errno.EEXIST, f"it is {what}, and another name has to be chosen")
        path.unlink()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), mode)
    os.fchmod(descriptor, mode)  # whatever the umask takes
    return descriptor
