"""Contacts, each with its lead in SalesRabbit as HubSpot has it."""

from typing import Any

from django.db import models
from django.db.models import QuerySet

from agent360_models.indexes import Index
from agent360_models.ingestion.cross_system import row_of, rows_of
from agent360_models.ingestion.hubspot.querysets import ContactQuerySet
from agent360_models.ingestion.phones import NormalizedPhone, normalize_phone

__all__ = ["Contact"]


class Contact(models.Model):
    """A person who asked, was visited or bought; written by the HubSpot sync."""

    id = models.CharField(max_length=64, primary_key=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    firstname = models.CharField(max_length=255, null=True, blank=True)
    lastname = models.CharField(max_length=255, null=True, blank=True)
    phone = models.CharField(max_length=255, null=True, blank=True)
    address = models.TextField(null=True, blank=True)
    city = models.CharField(max_length=255, null=True, blank=True)
    state = models.CharField(max_length=255, null=True, blank=True)
    zip = models.CharField(max_length=255, null=True, blank=True)
    division = models.CharField(max_length=255, null=True, blank=True, help_text="The part of the business in charge.")
    createdate = models.DateTimeField(null=True, blank=True)
    lastmodifieddate = models.DateTimeField(null=True, blank=True)
    marketsharp_id = models.CharField(
        max_length=255, null=True, blank=True, help_text="Id of the same person in MarketSharp."
    )
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")

    # What HubSpot itself knows of every contact.
    mobilephone = models.CharField(max_length=255, null=True, blank=True)
    country = models.CharField(max_length=255, null=True, blank=True)
    company = models.CharField(max_length=255, null=True, blank=True, help_text="Name of the employer, as typed.")
    jobtitle = models.CharField(max_length=255, null=True, blank=True)
    website = models.TextField(null=True, blank=True)
    annualrevenue = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    lifecyclestage = models.CharField(max_length=255, null=True, blank=True)
    hs_lead_status = models.CharField(max_length=255, null=True, blank=True)
    hubspot_owner_id = models.CharField(max_length=64, null=True, blank=True, help_text="The HubSpot user in charge.")
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    hs_merged_object_ids = models.TextField(
        null=True, blank=True, help_text="Ids, joined by semicolons, of the contacts that were merged into this one."
    )
    first_conversion_date = models.DateTimeField(null=True, blank=True)

    # Marketing attribution
    campaign_name = models.TextField(null=True, blank=True)
    adgroupid = models.CharField(max_length=255, null=True, blank=True, help_text="Ad group of Google Ads.")
    search_terms = models.TextField(null=True, blank=True)
    hs_analytics_source = models.CharField(max_length=255, null=True, blank=True)
    hs_analytics_first_url = models.TextField(null=True, blank=True)
    hs_analytics_first_referrer = models.TextField(null=True, blank=True)
    campaign_id = models.CharField(max_length=255, null=True, blank=True)
    keyword = models.TextField(null=True, blank=True)
    matchtype = models.CharField(max_length=255, null=True, blank=True)
    device = models.CharField(max_length=255, null=True, blank=True)
    gclid = models.TextField(null=True, blank=True, help_text="Click id of Google Ads.")
    fbclid = models.TextField(null=True, blank=True, help_text="Click id of Facebook.")
    msclkid = models.TextField(null=True, blank=True, help_text="Click id of Microsoft Advertising.")
    utm_source = models.TextField(null=True, blank=True)
    utm_medium = models.TextField(null=True, blank=True)
    utm_campaign = models.TextField(null=True, blank=True)
    utm_term = models.TextField(null=True, blank=True)
    utm_content = models.TextField(null=True, blank=True)

    # The lead as HubSpot knows it; flags are 0 or 1.
    lead_id = models.CharField(max_length=64, null=True, blank=True)
    lead_salesrabbit_lead_id = models.BigIntegerField(
        null=True, blank=True, help_text="Id of ingestion_salesrabbit.Lead; no constraint refers to it."
    )
    lead_status = models.CharField(max_length=255, null=True, blank=True)
    lead_agent_id = models.CharField(max_length=64, null=True, blank=True, help_text="The user in charge of the lead.")
    lead_added_by = models.BigIntegerField(null=True, blank=True)
    lead_added_by_latitude = models.CharField(max_length=50, null=True, blank=True)
    lead_added_by_longitude = models.CharField(max_length=50, null=True, blank=True)
    lead_added_by_supervisor = models.CharField(max_length=255, null=True, blank=True)
    lead_address1 = models.CharField(max_length=500, null=True, blank=True)
    lead_agent_name = models.CharField(max_length=255, null=True, blank=True)
    lead_call_screen_viewed_by = models.BigIntegerField(null=True, blank=True)
    lead_call_screen_viewed_on = models.DateTimeField(null=True, blank=True)
    lead_cdyne_county = models.CharField(max_length=255, null=True, blank=True)
    lead_city = models.CharField(max_length=100, null=True, blank=True)
    lead_contact = models.BigIntegerField(null=True, blank=True)
    lead_copied_from_id = models.BigIntegerField(null=True, blank=True)
    lead_copied_from_on = models.CharField(max_length=255, null=True, blank=True)
    lead_cost = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    lead_cwp_client = models.IntegerField(null=True, blank=True)
    lead_dead_by = models.BigIntegerField(null=True, blank=True)
    lead_dead_on = models.DateTimeField(null=True, blank=True)
    lead_division = models.BigIntegerField(null=True, blank=True)
    lead_do_not_call_before = models.DateTimeField(null=True, blank=True)
    lead_estimate_confirmed_by = models.BigIntegerField(null=True, blank=True)
    lead_estimate_confirmed_on = models.DateTimeField(null=True, blank=True)
    lead_express_consent_set_by = models.BigIntegerField(null=True, blank=True)
    lead_express_consent_set_on = models.DateTimeField(null=True, blank=True)
    lead_express_consent_source = models.IntegerField(null=True, blank=True)
    lead_express_consent_upload_file_id = models.BigIntegerField(null=True, blank=True)
    lead_import_source = models.CharField(max_length=255, null=True, blank=True)
    lead_invalid_address = models.IntegerField(null=True, blank=True)
    lead_is_carpentry_followup = models.IntegerField(null=True, blank=True)
    lead_is_dnc = models.IntegerField(null=True, blank=True)
    lead_is_dummy = models.IntegerField(null=True, blank=True)
    lead_is_estimate_confirmed = models.IntegerField(null=True, blank=True)
    lead_is_estimate_set = models.IntegerField(null=True, blank=True)
    lead_is_express_consent = models.IntegerField(null=True, blank=True)
    lead_is_express_consent_being_reviewed = models.IntegerField(null=True, blank=True)
    lead_is_high_potential = models.IntegerField(null=True, blank=True)
    lead_is_mobile_lead = models.IntegerField(null=True, blank=True)
    lead_is_valid_address = models.IntegerField(null=True, blank=True)
    lead_is_valid_email = models.IntegerField(null=True, blank=True)
    lead_is_year_built_verified = models.IntegerField(null=True, blank=True)
    lead_is_zillow = models.IntegerField(null=True, blank=True)
    lead_job_type = models.IntegerField(null=True, blank=True)
    lead_notes = models.TextField(null=True, blank=True)
    lead_phone1 = models.CharField(max_length=50, null=True, blank=True)
    lead_phone2 = models.CharField(max_length=50, null=True, blank=True)
    lead_phone3 = models.CharField(max_length=50, null=True, blank=True)
    lead_prospect_id = models.BigIntegerField(null=True, blank=True)
    lead_rating = models.IntegerField(null=True, blank=True)
    lead_salesrabbit_lead_id_new = models.BigIntegerField(null=True, blank=True)
    lead_source = models.IntegerField(null=True, blank=True)
    lead_source_notes = models.TextField(null=True, blank=True)
    lead_sourced_on = models.DateTimeField(null=True, blank=True)
    lead_state = models.CharField(max_length=50, null=True, blank=True)
    lead_substatus = models.IntegerField(null=True, blank=True)
    lead_type1 = models.IntegerField(null=True, blank=True)
    lead_type2 = models.IntegerField(null=True, blank=True)
    lead_type4 = models.IntegerField(null=True, blank=True)
    lead_viewed_on = models.DateTimeField(null=True, blank=True)
    lead_with_dm = models.IntegerField(null=True, blank=True)
    lead_year_built = models.CharField(max_length=20, null=True, blank=True)
    lead_zip = models.CharField(max_length=20, null=True, blank=True)

    raw_data = models.JSONField(null=True, blank=True, help_text="The record as HubSpot sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    deals = models.ManyToManyField(
        "ingestion_hubspot.Deal", through="ingestion_hubspot.ContactToDealAssociation", related_name="contacts"
    )
    companies = models.ManyToManyField(
        "ingestion_hubspot.Company", through="ingestion_hubspot.ContactToCompanyAssociation", related_name="contacts"
    )

    personal_fields = (
        "email",
        "firstname",
        "lastname",
        "phone",
        "address",
        "city",
        "zip",
        "mobilephone",
        "jobtitle",
        "website",
        "search_terms",
        "hs_analytics_first_url",
        "hs_analytics_first_referrer",
        "gclid",
        "fbclid",
        "msclkid",
        "lead_added_by_latitude",
        "lead_added_by_longitude",
        "lead_address1",
        "lead_agent_name",
        "lead_city",
        "lead_contact",
        "lead_notes",
        "lead_phone1",
        "lead_phone2",
        "lead_phone3",
        "lead_zip",
        "raw_data",
    )

    objects = ContactQuerySet["Contact"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_contact"
        indexes = [
            Index(fields=["email"], name="idx_hubspot_contact_email"),
            Index(fields=["phone"], name="idx_hubspot_contact_phone"),
            Index(fields=["lead_id"], name="idx_hubspot_contact_lead_id"),
            Index(fields=["division"], name="idx_hubspot_contact_division"),
            Index(fields=["createdate"], name="idx_hubspot_contact_createdate"),
            Index(fields=["lead_salesrabbit_lead_id"], name="idx_hubspot_contact_lead_salesrabbit_lead_id"),
            Index(NormalizedPhone("phone"), name="idx_hubspot_contact_normalized_phone"),
            Index(NormalizedPhone("mobilephone"), name="idx_hubspot_contact_normalized_mobilephone"),
        ]

    def __str__(self) -> str:
        return f"Contact {self.id}"

    def phone_numbers(self) -> set[str]:
        """Return the contact's phone numbers, as ``normalize_phone`` returns them."""
        numbers = map(normalize_phone, (self.phone, self.mobilephone))
        return {number for number in numbers if number is not None}

    def calls(self) -> QuerySet[Any]:
        """Return the calls from and to the contact; they need ``ingestion_callrail``."""
        calls: QuerySet[Any] = rows_of("ingestion_callrail.Call").of_contact(self)
        return calls

    def salesrabbit_lead(self) -> Any | None:
        """Return the contact's lead in SalesRabbit, if it is there; it needs ``ingestion_salesrabbit``."""
        leads = rows_of("ingestion_salesrabbit.Lead")
        return leads.filter(pk=self.lead_salesrabbit_lead_id).first()

    def marketsharp_data(self) -> Any | None:
        """Return the contact's row in MarketSharp, if it is there; it needs ``ingestion_marketsharp``."""
        return row_of("ingestion_marketsharp.Data", self.marketsharp_id)
