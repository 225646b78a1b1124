"""People who chat, their messages and conversations, the messages' origins, and the application's settings.

The enums contain the labels of the application's database, and the further labels that its description names.
"""

# In the order of the tables, because apps.get_models() follows the order of these imports.
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
