"""Tables that a project may not write: the guard of every connection, and the way past it.

And statements of somebody else that can only read: ``select()``.
"""

from agent360_models.readonly._guard import allow_writes, check_writable, connect
from agent360_models.readonly._select import Selection, select

__all__ = ["Selection", "allow_writes", "check_writable", "connect", "select"]
