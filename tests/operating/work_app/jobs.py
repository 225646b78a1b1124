"""Jobs that take a moment, so that a worker can be stopped within one."""

import time
from typing import Any

from agent360_models.automate.core.handlers import handler


@handler("operating.slow")
def slow(job: Any) -> str:
    job.set_progress(1, 2)
    time.sleep(job.params["seconds"])
    return "done"
