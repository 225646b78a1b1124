"""The system checks. Each has an id, says the fact, names the remedy, and has a heading in the docs.

None touches a database unless ``check --database ALIAS`` asks for it. Importing this package registers them. What is
particular to a family is in a module ``checks`` of its package; that of base models, in the models' own ``check()``.
"""

from agent360_models.checks import (  # noqa: F401  # importing registers them
    _absent,
    _admin,
    _database,
    _dependencies,
    _extensions,
    _families,
    _keys,
    _routing,
    _sessions,
)
from agent360_models.checks._settings import TAG, is_sound

__all__ = ["TAG", "is_sound"]
