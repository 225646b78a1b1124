"""Time that the texts of strangers may take: rules, templates and schemas, beside what each counts by itself."""

import time

SECONDS = 0.7  # of this thread's own work; what was begun within it may take some more
_EVERY = 32  # questions between two looks at the clock


class Clock:
    """The time of one evaluation, in which others of the process do not count."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._end = time.thread_time() + seconds
        self._questions = 0

    def is_over(self, *, at_once: bool = False) -> bool:
        """Tell whether the time is used up; behind what may have taken long by itself, look ``at_once``."""
        self._questions += 1
        return (at_once or self._questions % _EVERY == 0) and time.thread_time() > self._end
