"""Users and their permissions, stations and their staff, and logins through other sites."""

# In the order of the tables, because apps.get_models() follows the order of these imports.
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
