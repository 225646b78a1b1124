"""The rate limit of widgets, counted by ``automate_governance.ThrottleBucket``."""

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from agent360_models.automate.datachat.models import ChatEmbed


def is_within(embed: "ChatEmbed", key: str) -> bool:
    """Count a request of ``key`` to a widget, and tell whether it is within the widget's limit."""
    counted = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
    hit = _buckets().hit(f"chatembed:{embed.pk}:{counted}", limit=embed.rate_limit, window=timedelta(minutes=1))
    return bool(hit.allowed)


def _buckets() -> Any:
    try:
        return apps.get_model("automate_governance", "ThrottleBucket").objects
    except LookupError as error:
        raise ImproperlyConfigured(
            "The rate limit of a ChatEmbed needs automate_governance, which is not installed. Add"
            ' *installed_apps("automate_governance") to INSTALLED_APPS.'
        ) from error
