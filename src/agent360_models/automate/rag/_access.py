"""The permission to query an endpoint: ``RAGEndpoint.access_policy``.

``{"public": true}`` lets everybody query. ``{"users": ["ada"], "groups": ["support"]}`` lets active users with these
names, and active members of these groups of ``django.contrib.auth``. A missing, empty or malformed policy lets nobody
query, and superusers have no exception.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError

from agent360_models.automate import _faults

if TYPE_CHECKING:
    from agent360_models.automate.rag.models import RAGEndpoint

_KINDS: _faults.Kinds = {"public": _faults.BOOLEAN, "users": _faults.NAMES, "groups": _faults.NAMES}


def validate(policy: object) -> None:
    if faults := _faults.of_object(policy, _KINDS):
        raise ValidationError(faults)


def check(endpoint: "RAGEndpoint", user: Any) -> None:
    """Raise ``PermissionDenied`` unless the endpoint's policy lets the user query.

    Args:
        endpoint: the endpoint to query.
        user: a user of ``django.contrib.auth``; ``None`` for an anonymous caller.

    """
    try:
        validate(endpoint.access_policy)
    except ValidationError as error:
        raise PermissionDenied(
            f"The access policy of the endpoint {endpoint} is malformed, so nobody may query it."
        ) from error
    if not any(endpoint.access_policy.values()):
        raise PermissionDenied(f"The endpoint {endpoint} has no access policy, so nobody may query it.")
    if not _allows(endpoint.access_policy, user):
        raise PermissionDenied(f"The access policy of the endpoint {endpoint} does not let this user query it.")


def _allows(policy: dict[str, Any], user: Any) -> bool:
    if policy.get("public", False):
        return True
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    if user.get_username() in policy.get("users", ()):
        return True
    groups = policy.get("groups")
    return bool(groups) and bool(user.groups.filter(name__in=groups).exists())
