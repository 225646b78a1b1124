"""Labels of the ENUM types that several apps use; an ENUM type of a single model is in that model."""

from django.db.models import TextChoices

__all__ = ["SocialPlatform", "ThreadStatus"]


class SocialPlatform(TextChoices):
    """Labels of ``public.social_platform``: the platform of a message or review."""

    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    GOOGLE_BUSINESS = "google_business", "Google Business"
    YELP = "yelp", "Yelp"
    TIKTOK = "tiktok", "TikTok"
    TWITTER = "twitter", "Twitter"


class ThreadStatus(TextChoices):
    """Labels of ``public.thread_status``: the state of a conversation."""

    ACTIVE = "active", "Active"
    WAITING = "waiting", "Waiting"
    RESOLVED = "resolved", "Resolved"
    ESCALATED = "escalated", "Escalated"
    CLOSED = "closed", "Closed"
    URGENT = "urgent", "Urgent"
