"""Labels of the ENUM types that several apps use; those that one model uses stand in that model."""

from django.db.models import TextChoices

__all__ = ["SocialPlatform", "ThreadStatus"]


class SocialPlatform(TextChoices):
    """Labels of ``public.social_platform``: where somebody writes or reviews."""

    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    GOOGLE_BUSINESS = "google_business", "Google Business"
    YELP = "yelp", "Yelp"
    TIKTOK = "tiktok", "TikTok"
    TWITTER = "twitter", "Twitter"


class ThreadStatus(TextChoices):
    """Labels of ``public.thread_status``: where a conversation stands."""

    ACTIVE = "active", "Active"
    WAITING = "waiting", "Waiting"
    RESOLVED = "resolved", "Resolved"
    ESCALATED = "escalated", "Escalated"
    CLOSED = "closed", "Closed"
    URGENT = "urgent", "Urgent"
