"""People who chat, their messages and conversations, what brought them, and the application's settings.

The enums hold the labels that the application's database has, and those that its description names beside them.
"""

# In the order of the tables, which is that of apps.get_models().
# ruff: noqa: I001, RUF022

from agent360_models.migochat.models.users import User, LeadActivity
from agent360_models.migochat.models.origins import Post, AdCampaign
from agent360_models.migochat.models.messages import Message, Conversation
from agent360_models.migochat.models.app_settings import AppSettings

__all__ = [
    "User",
    "LeadActivity",
    "Post",
    "AdCampaign",
    "Message",
    "Conversation",
    "AppSettings",
]
