"""Users and what they may do, stations, and the social accounts of the business."""

# In the order of the tables, which is that of apps.get_models().
# ruff: noqa: I001, RUF022

from agent360_models.hibachi.identity.models.roles import Role, Permission, RolePermission
from agent360_models.hibachi.identity.models.users import User
from agent360_models.hibachi.identity.models.stations import Station, StationUser, StationAccessToken, StationAuditLog
from agent360_models.hibachi.identity.models.social_accounts import SocialAccount

__all__ = [
    "Role",
    "Permission",
    "RolePermission",
    "User",
    "Station",
    "StationUser",
    "StationAccessToken",
    "StationAuditLog",
    "SocialAccount",
]
