"""A time limit for untrusted texts: rules, templates and schemas. It complements their own work counters."""

import time

SECONDS = 0.7  # of this thread's own work; a step begun in time may exceed it
_EVERY = 32  # steps between two looks at the clock


class Clock:
    """The CPU time of one evaluation, in its own thread alone."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._end = time.thread_time() + seconds
        self._questions = 0

    def is_over(self, *, at_once: bool = False) -> bool:
        """Tell whether the time is used up; after a step that may be slow, check ``at_once``."""
        self._questions += 1
        return (at_once or self._questions % _EVERY == 0) and time.thread_time() > self._end
