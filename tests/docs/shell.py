"""What is pasted into ``manage.py shell``: reads blocks as lines of JSON, and answers each with what went wrong."""

import doctest
import json
import sys
import traceback
from typing import Any

from django.conf import settings

namespace: dict[str, Any] = {"__name__": "__main__", "settings": settings}
answers, sys.stdout = sys.stdout, sys.stderr  # a page may print what it likes


def run(text: str, name: str, line: int) -> str:
    """Run one block; return the traceback, or the examples of which the output differs."""
    if ">>> " in text:
        said: list[str] = []
        test = doctest.DocTestParser().get_doctest(text, namespace, name, name, line)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
        runner.run(test, out=said.append, clear_globs=False)
        namespace.update(test.globs)
        return "".join(said)
    try:
        exec(compile("\n" * line + text, name, "exec"), namespace)  # noqa: S102 - that is what it is for
    except BaseException:  # noqa: BLE001 - said to whoever asked
        return traceback.format_exc()
    return ""


for block in sys.stdin:
    print(json.dumps(run(**json.loads(block))), file=answers, flush=True)
