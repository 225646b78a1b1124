"""Tables that a project may not write: the guard of every connection, and the way past it."""

from agent360_models.readonly._guard import allow_writes, check_writable, connect

__all__ = ["allow_writes", "check_writable", "connect"]
