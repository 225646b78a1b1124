"""Read-only tables: the guard on every connection, and the way past it.

``select()`` runs untrusted statements that can only read.
"""

from agent360_models.readonly._guard import allow_writes, check_writable, connect
from agent360_models.readonly._select import Selection, select

__all__ = ["Selection", "allow_writes", "check_writable", "connect", "select"]
