"""The contract of a release: the tables that its models declare, for comparison with the next release.

``structure`` defines the contract and its file; ``rules`` defines whom each kind of change breaks, and which side
changes first. ``_models`` reads the installed models, and ``_sources`` reads files, revisions and wheels. ``_diff``
compares, without I/O. ``_gate`` judges a release by its version and changelog, and ``_live`` queries a database.
"""

from agent360_models.contract._changes import Change, step
from agent360_models.contract._diff import diff
from agent360_models.contract._gate import Verdict, judge
from agent360_models.contract._live import demands
from agent360_models.contract._models import read
from agent360_models.contract._sources import load
from agent360_models.contract.structure import Contract

__all__ = ["Change", "Contract", "Verdict", "demands", "diff", "judge", "load", "read", "step"]
