"""What keeps a project set up: forks for each command of ``manage.py``, since a start takes longer than most of them.

Run in ``manage.py shell``. Reads as lines of JSON the arguments, the files for input, output and errors, and whether to
wait for the end; answers each with the exit status.
"""

import json
import os
import sys

from django.core.management import execute_from_command_line

for asked in sys.stdin:
    arguments, files, is_awaited = json.loads(asked)
    child = os.fork()
    if not child:
        for number, (name, flags) in enumerate(zip(files, (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)):
            os.dup2(os.open(name, flags), number)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - until the end
        sys.argv = ["manage.py", *arguments]
        execute_from_command_line(sys.argv)
        sys.exit()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if is_awaited else 0
    sys.stdout.write(f"{status}\n")
    sys.stdout.flush()
