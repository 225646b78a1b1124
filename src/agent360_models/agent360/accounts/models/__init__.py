"""Tables ``accounts``, ``account_plans``, ``frame_agreements`` and ``targets``."""

# In the order of the tables, which is that of apps.get_models().

from agent360_models.agent360.accounts.models.accounts import Account, AccountPlan
from agent360_models.agent360.accounts.models.frame_agreements import FrameAgreement
from agent360_models.agent360.accounts.models.targets import Target

__all__ = [
    "Account",
    "AccountPlan",
    "FrameAgreement",
    "Target",
]
