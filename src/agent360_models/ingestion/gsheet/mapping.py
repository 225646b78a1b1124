"""Mapping of the two sheets' headers to columns.

The spellings of the headers are inferred; they include those of Google Ads' reports.
"""

from agent360_models.loading.mapping import Kind

__all__ = ["KINDS"]

KINDS = (
    Kind(
        name="leads",
        model="ingestion_gsheet.MarketingLead",
        also=("marketing_leads",),
        key=("row_number",),
        is_whole=True,
        known_by=("email", "e-mail", "email address", "phone", "phone number", "first name", "last name"),
        fields={
            "row_number": "row_number",
            "date": "date",
            "lead date": "date",
            "source": "source",
            "lead source": "source",
            "campaign": "campaign",
            "campaign name": "campaign",
            "first name": "first_name",
            "last name": "last_name",
            "email": "email",
            "email address": "email",
            "phone": "phone",
            "phone number": "phone",
            "notes": "notes",
            "note": "notes",
            "comments": "notes",
        },
    ),
    Kind(
        name="spend",
        model="ingestion_gsheet.MarketingSpend",
        also=("marketing_spend", "ad_spend"),
        key=("row_number",),
        is_whole=True,
        known_by=("amount", "spend", "amount spent", "cost", "impressions", "clicks"),
        fields={
            "row_number": "row_number",
            "date": "date",
            "day": "date",
            "channel": "channel",
            "ad_network_type": "channel",
            "campaign": "campaign",
            "campaign name": "campaign",
            "id": "campaign",
            "amount": "amount",
            "amount spent": "amount",
            "spend": "amount",
            "cost": "amount",
            "impressions": "impressions",
            "impr.": "impressions",
            "clicks": "clicks",
            "conversions": "conversions",
        },
    ),
)
