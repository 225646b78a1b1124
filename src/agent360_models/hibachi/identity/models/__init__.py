"""Users and what they may do, stations and their people, and logins by other sites."""

# In the order of the tables, which is that of apps.get_models().
# ruff: noqa: I001, RUF022

from agent360_models.hibachi.identity.models.roles import Role, Permission, RolePermission, UserRole
from agent360_models.hibachi.identity.models.users import User
from agent360_models.hibachi.identity.models.stations import Station, StationUser, StationAccessToken, StationAuditLog
from agent360_models.hibachi.identity.models.social_accounts import SocialAccount

__all__ = [
    "Role",
    "Permission",
    "RolePermission",
    "UserRole",
    "User",
    "Station",
    "StationUser",
    "StationAccessToken",
    "StationAuditLog",
    "SocialAccount",
]
