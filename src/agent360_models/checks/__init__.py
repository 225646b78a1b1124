"""The system checks. Each has an id, a fact, a remedy, and a heading in the docs.

No check touches a database without ``check --database ALIAS``. Importing this package registers the checks. Checks of a
family are in the module ``checks`` of its package; checks of base models are in the models' ``check()``.
"""

from agent360_models.checks import (  # noqa: F401  # importing registers them
    _absent,
    _admin,
    _database,
    _dependencies,
    _extensions,
    _families,
    _keys,
    _poolers,
    _routing,
    _sessions,
)
from agent360_models.checks._settings import TAG, is_sound

__all__ = ["TAG", "is_sound"]
