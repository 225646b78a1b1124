"""Log lines at the start and end of a load."""

import functools
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import ParamSpec

from agent360_models.loading.report import Report

_P = ParamSpec("_P")
_logger = logging.getLogger("agent360_models.loading")
_NUMBERS = ("read", "inserted", "updated", "deleted", "unchanged", "conflicts", "rejected", "removed")


def logged(load: Callable[_P, Iterator[Report]]) -> Callable[_P, Iterator[Report]]:
    """Log the start and end of a load, with its numbers but without file names."""

    @functools.wraps(load)
    def logging_load(*args: _P.args, **kwargs: _P.kwargs) -> Iterator[Report]:
        began, numbers, status = time.monotonic(), Counter[str](), "failed"
        _logger.info("Load begins.", extra={"event": "load.begin"})
        try:
            for report in load(*args, **kwargs):
                numbers.update({name: getattr(report, name) for name in _NUMBERS})
                numbers["objects"] += not report.skipped
                numbers["refused"] += bool(report.refused)
                yield report
            status = "refused" if numbers["refused"] else "partial" if numbers["rejected"] else "success"
        finally:
            ended = {"status": status, "seconds": round(time.monotonic() - began, 3), **numbers}
            _logger.info("Load ends: %s.", status, extra={"event": "load.end", **ended})

    return logging_load
