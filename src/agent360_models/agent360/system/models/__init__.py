"""Tables ``sync_log``, ``sync_watermarks``, ``sync_conflicts`` and ``user_login_log``."""

# In the order of the tables, which is that of apps.get_models().
# ruff: noqa: I001, RUF022

from agent360_models.agent360.system.models.runs import SyncLog, SyncWatermark
from agent360_models.agent360.system.models.conflicts import SyncConflict
from agent360_models.agent360.system.models.logins import UserLoginLog

__all__ = [
    "SyncLog",
    "SyncWatermark",
    "SyncConflict",
    "UserLoginLog",
]
