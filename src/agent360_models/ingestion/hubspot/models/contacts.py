"""Contacts, each with its lead in SalesRabbit as HubSpot has it."""

from typing import Any

from django.db import models
from django.db.models import QuerySet

from agent360_models.indexes import Index
from agent360_models.ingestion.cross_system import rows_of
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

    # The lead in SalesRabbit: its state
    lead_id = models.CharField(max_length=64, null=True, blank=True)
    lead_salesrabbit_lead_id = models.BigIntegerField(
        null=True, blank=True, help_text="Id of ingestion_salesrabbit.Lead; no constraint refers to it."
    )
    lead_hash = models.CharField(max_length=255, null=True, blank=True)
    lead_status = models.CharField(max_length=255, null=True, blank=True)
    lead_status_id = models.CharField(max_length=64, null=True, blank=True)
    lead_status_modified_at = models.DateTimeField(null=True, blank=True)
    lead_stage = models.CharField(max_length=255, null=True, blank=True)
    lead_type = models.CharField(max_length=255, null=True, blank=True)
    lead_source = models.CharField(max_length=255, null=True, blank=True)
    lead_lost_reason = models.CharField(max_length=255, null=True, blank=True)
    lead_created_at = models.DateTimeField(null=True, blank=True)
    lead_modified_at = models.DateTimeField(null=True, blank=True)
    lead_deleted_at = models.DateTimeField(null=True, blank=True)
    lead_last_visited_at = models.DateTimeField(null=True, blank=True)
    lead_visit_count = models.IntegerField(null=True, blank=True)
    lead_url = models.TextField(null=True, blank=True, help_text="Where SalesRabbit shows the lead.")

    # whose it is
    lead_agent_id = models.CharField(max_length=64, null=True, blank=True, help_text="The SalesRabbit user in charge.")
    lead_agent_name = models.CharField(max_length=255, null=True, blank=True)
    lead_agent_email = models.CharField(max_length=255, null=True, blank=True)
    lead_agent_phone = models.CharField(max_length=255, null=True, blank=True)
    lead_agent_modified_at = models.DateTimeField(null=True, blank=True, help_text="When it changed hands.")
    lead_created_by_id = models.CharField(max_length=64, null=True, blank=True)
    lead_created_by_name = models.CharField(max_length=255, null=True, blank=True)
    lead_modified_by_id = models.CharField(max_length=64, null=True, blank=True)
    lead_modified_by_name = models.CharField(max_length=255, null=True, blank=True)
    lead_team_id = models.CharField(max_length=64, null=True, blank=True)
    lead_team_name = models.CharField(max_length=255, null=True, blank=True)
    lead_office_id = models.CharField(max_length=64, null=True, blank=True)
    lead_office_name = models.CharField(max_length=255, null=True, blank=True)
    lead_region_name = models.CharField(max_length=255, null=True, blank=True)
    lead_campaign_id = models.CharField(max_length=64, null=True, blank=True)
    lead_campaign_name = models.CharField(max_length=255, null=True, blank=True)

    # who it is
    lead_business_name = models.CharField(max_length=255, null=True, blank=True)
    lead_first_name = models.CharField(max_length=255, null=True, blank=True)
    lead_last_name = models.CharField(max_length=255, null=True, blank=True)
    lead_email = models.CharField(max_length=255, null=True, blank=True)
    lead_phone_primary = models.CharField(max_length=255, null=True, blank=True)
    lead_phone_alternate = models.CharField(max_length=255, null=True, blank=True)
    lead_date_of_birth = models.DateField(null=True, blank=True)
    lead_language = models.CharField(max_length=255, null=True, blank=True)
    lead_do_not_contact = models.BooleanField(null=True, blank=True)

    # where it lives
    lead_formatted_address = models.TextField(null=True, blank=True)
    lead_street1 = models.TextField(null=True, blank=True)
    lead_street2 = models.TextField(null=True, blank=True)
    lead_city = models.CharField(max_length=255, null=True, blank=True)
    lead_state = models.CharField(max_length=255, null=True, blank=True)
    lead_zip = models.CharField(max_length=255, null=True, blank=True)
    lead_county = models.CharField(max_length=255, null=True, blank=True)
    lead_country = models.CharField(max_length=255, null=True, blank=True)
    lead_latitude = models.FloatField(null=True, blank=True)
    lead_longitude = models.FloatField(null=True, blank=True)
    lead_area_id = models.CharField(max_length=64, null=True, blank=True, help_text="The territory on the map.")
    lead_area_name = models.CharField(max_length=255, null=True, blank=True)
    lead_property_type = models.CharField(max_length=255, null=True, blank=True)
    lead_year_built = models.IntegerField(null=True, blank=True)
    lead_is_owner_occupied = models.BooleanField(null=True, blank=True)

    # its appointment, and all else
    lead_appointment_id = models.CharField(max_length=64, null=True, blank=True)
    lead_appointment_type = models.CharField(max_length=255, null=True, blank=True)
    lead_appointment_title = models.CharField(max_length=255, null=True, blank=True)
    lead_appointment_status = models.CharField(max_length=255, null=True, blank=True)
    lead_appointment_start = models.DateTimeField(null=True, blank=True)
    lead_appointment_end = models.DateTimeField(null=True, blank=True)
    lead_appointment_location = models.TextField(null=True, blank=True)
    lead_appointment_notes = models.TextField(null=True, blank=True)
    lead_appointment_agent_id = models.CharField(max_length=64, null=True, blank=True)
    lead_appointment_agent_name = models.CharField(max_length=255, null=True, blank=True)
    lead_notes = models.TextField(null=True, blank=True)
    lead_tags = models.JSONField(null=True, blank=True)
    lead_files = models.JSONField(null=True, blank=True)
    lead_custom_fields = models.JSONField(null=True, blank=True)
    lead_integration_data = models.JSONField(null=True, blank=True)

    raw_data = models.JSONField(null=True, blank=True, help_text="What HubSpot sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    deals = models.ManyToManyField(
        "ingestion_hubspot.Deal", through="ingestion_hubspot.ContactToDealAssociation", related_name="contacts"
    )
    companies = models.ManyToManyField(
        "ingestion_hubspot.Company", through="ingestion_hubspot.ContactToCompanyAssociation", related_name="contacts"
    )

    objects = ContactQuerySet.as_manager()

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
