"""The contract of a release: what its models say of their tables, held against the next one.

``structure`` is what a contract holds, and its file; ``rules`` says whom each kind of change breaks, and who moves
first. ``_models`` reads the installed models, ``_sources`` files, revisions and wheels; ``_diff`` compares, and knows
no I/O. ``_gate`` judges a release by its version and its changelog, ``_live`` asks a database.
"""

from agent360_models.contract._changes import Change, step
from agent360_models.contract._diff import diff
from agent360_models.contract._gate import Verdict, judge
from agent360_models.contract._live import demands
from agent360_models.contract._models import read
from agent360_models.contract._sources import load
from agent360_models.contract.structure import Contract

__all__ = ["Change", "Contract", "Verdict", "demands", "diff", "judge", "load", "read", "step"]
