"""A project of every family whose databases lack columns and tables, as real ones do."""

from agent360_models.families import installed_apps
from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as _APPS
from tests.three_databases import AGENT360_MODELS as _SETTING
from tests.three_databases import DATABASES

__all__ = ["AGENT360_MODELS", "DATABASES", "INSTALLED_APPS"]

TESTED = ("agent360", "ingestion", "automate", "hibachi", "migochat")
INSTALLED_APPS = [
    *(app for app in _APPS if app.startswith(("django.contrib.", "tests.support.", "tests.apps.shop"))),
    *installed_apps(),
    "tests.apps.org",
]
DATABASES = {
    alias: {**entry, "NAME": f"agent360_lacking_{alias}", "TEST": {**entry["TEST"], "MIGRATE": alias == "default"}}
    for alias, entry in DATABASES.items()
}
ABSENT = {
    "agent360_accounts.Account": ["acc_account_number", "acc_owner_id", "acc_last_modified_date"],
    "agent360_accounts.AccountPlan": ["ap_start_date"],
    "agent360_accounts.FrameAgreement": ["fa_last_modified_by_id"],
    "agent360_accounts.Target": ["*"],
    "agent360_core.User": ["usr_email", "usr_updated_at"],
    "agent360_support.Task": ["tsk_what_id"],
    "agent360_system.SyncLog": ["sl_error_details", "sl_hwm_after"],
    "agent360_system.SyncWatermark": ["sw_last_sync_ts"],
    "agent360_system.UserLoginLog": ["*"],
    "ingestion_hubspot.Deal": ["company_id", "dealname", "hs_lastmodifieddate"],
    "ingestion_callrail.Call": ["tracker_id", "start_time"],
    "ingestion_genius.DivisionGroup": ["*"],
    "automate_llm.LLMUsage": ["cost"],
    "automate_interop.InteropMapping": ["target"],
    "automate_rag.KnowledgeSource": ["credentials_ref"],
    "hibachi_core.PricingTier": ["*"],
    "hibachi_core.Booking": ["chef_id", "deposit_deadline"],
    "hibachi_core.Customer": ["email_encrypted"],
    "hibachi_core.SocialIdentity": ["*"],
    "hibachi_identity.UserRole": ["*"],
    "hibachi_lead.LeadContact": ["handle_or_address"],
    "migochat.User": ["governorate", "lead_score"],
    "migochat.Message": ["ad_id"],
    "migochat.AppSettings": ["*"],
}
AGENT360_MODELS = {**_SETTING, "ABSENT": ABSENT, "KNOWLEDGE_MODELS": []}
