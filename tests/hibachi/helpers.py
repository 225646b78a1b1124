"""Calls that run at once, on the alias of the family."""

from functools import partial

from tests.support import threads

at_once = partial(threads.at_once, using="booking")
