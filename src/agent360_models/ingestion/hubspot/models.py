"""Tables of HubSpot: contacts, deals, companies, custom objects, and which belong together."""

from typing import Any

from django.db import models
from django.db.models import QuerySet

from agent360_models.indexes import Index
from agent360_models.ingestion.cross_system import rows_of
from agent360_models.ingestion.hubspot.querysets import ContactQuerySet
from agent360_models.ingestion.phones import NormalizedPhone, normalize_phone
from agent360_models.ingestion.querysets import IngestedQuerySet


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


class Deal(models.Model):
    """Something that is being sold to somebody; written by the HubSpot sync."""

    id = models.CharField(max_length=64, primary_key=True)
    dealname = models.CharField(max_length=255, null=True, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    dealstage = models.CharField(max_length=255, null=True, blank=True, help_text="Id of the stage in its pipeline.")
    closedate = models.DateTimeField(null=True, blank=True, help_text="When it was, or is expected to be, closed.")
    pipeline = models.CharField(max_length=255, null=True, blank=True, help_text="Id of the pipeline.")
    createdate = models.DateTimeField(null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    company = models.ForeignKey(
        "ingestion_hubspot.Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="deals",
    )
    description = models.TextField(null=True, blank=True)
    dealtype = models.CharField(max_length=255, null=True, blank=True)
    deal_currency_code = models.CharField(max_length=255, null=True, blank=True)
    division = models.CharField(max_length=255, null=True, blank=True)
    closed_lost_reason = models.TextField(null=True, blank=True)
    closed_won_reason = models.TextField(null=True, blank=True)
    hs_is_closed = models.BooleanField(null=True, blank=True)
    hs_is_closed_won = models.BooleanField(null=True, blank=True)
    hs_deal_stage_probability = models.FloatField(null=True, blank=True)
    hubspot_owner_id = models.CharField(max_length=64, null=True, blank=True, help_text="The HubSpot user in charge.")
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    hs_merged_object_ids = models.TextField(
        null=True, blank=True, help_text="Ids, joined by semicolons, of the deals that were merged into this one."
    )
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="What HubSpot sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_deal"
        indexes = [
            Index(fields=["company"], name="idx_hubspot_deal_company_id"),
            Index(fields=["createdate"], name="idx_hubspot_deal_createdate"),
            Index(fields=["closedate"], name="idx_hubspot_deal_closedate"),
        ]

    def __str__(self) -> str:
        return self.dealname or f"Deal {self.id}"


class GeniusUser(models.Model):
    """A user of Genius as a custom object of HubSpot; written by the sync from Genius to HubSpot and back here."""

    id = models.CharField(max_length=64, primary_key=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    division_name = models.CharField(max_length=255, null=True, blank=True)
    firstname = models.CharField(max_length=255, null=True, blank=True)
    lastname = models.CharField(max_length=255, null=True, blank=True)
    is_active = models.BooleanField(null=True, blank=True)
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    genius_user_id = models.CharField(max_length=64, null=True, blank=True, help_text="Id of the user in Genius.")
    hs_createdate = models.DateTimeField(null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="What HubSpot sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_geniususer"
        indexes = [
            Index(fields=["email"], name="idx_hubspot_geniususer_email"),
        ]

    def __str__(self) -> str:
        return f"Genius user {self.id}"


class Division(models.Model):
    """A division of the business as a custom object of HubSpot; written by the sync from Genius."""

    id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=255, null=True, blank=True)
    code = models.CharField(max_length=255, null=True, blank=True)
    manager_email = models.CharField(max_length=255, null=True, blank=True)
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    genius_division_id = models.CharField(
        max_length=64, null=True, blank=True, help_text="Id of the division in Genius."
    )
    hs_createdate = models.DateTimeField(null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="What HubSpot sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_division"

    def __str__(self) -> str:
        return self.name or f"Division {self.id}"


class Zipcode(models.Model):
    """A zipcode that the business serves, and the division that does; a custom object of HubSpot."""

    id = models.CharField(max_length=64, primary_key=True)
    zipcode = models.CharField(max_length=255, null=True, blank=True)
    city = models.CharField(max_length=255, null=True, blank=True)
    state = models.CharField(max_length=255, null=True, blank=True)
    division = models.CharField(max_length=255, null=True, blank=True)
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    county = models.CharField(max_length=255, null=True, blank=True)
    hs_createdate = models.DateTimeField(null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="What HubSpot sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_zipcode"
        indexes = [
            Index(fields=["zipcode"], name="idx_hubspot_zipcode_zipcode"),
        ]

    def __str__(self) -> str:
        return self.zipcode or f"Zipcode {self.id}"


class Appointment(models.Model):
    """A meeting with somebody; written by the HubSpot sync."""

    id = models.CharField(max_length=64, primary_key=True)
    subject = models.TextField(null=True, blank=True)
    start_time = models.DateTimeField(null=True, blank=True)
    end_time = models.DateTimeField(null=True, blank=True)
    attendees = models.JSONField(null=True, blank=True, help_text="A list of who takes part.")
    meeting_outcome = models.TextField(null=True, blank=True)
    createdate = models.DateTimeField(null=True, blank=True)
    contact = models.ForeignKey(
        "ingestion_hubspot.Contact",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="appointments",
        help_text="With whom; the first, where there are several.",
    )
    deal = models.ForeignKey(
        "ingestion_hubspot.Deal",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="appointments",
        help_text="What it is about; the first, where there are several.",
    )
    body = models.TextField(null=True, blank=True)
    location = models.TextField(null=True, blank=True)
    external_url = models.TextField(null=True, blank=True)
    source = models.CharField(max_length=255, null=True, blank=True)
    hubspot_owner_id = models.CharField(max_length=64, null=True, blank=True, help_text="The HubSpot user in charge.")
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="What HubSpot sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_appointment"
        indexes = [
            Index(fields=["start_time"], name="idx_hubspot_appointment_start_time"),
            Index(fields=["contact"], name="idx_hubspot_appointment_contact_id"),
            Index(fields=["deal"], name="idx_hubspot_appointment_deal_id"),
        ]

    def __str__(self) -> str:
        return f"Appointment {self.id}"


class Company(models.Model):
    """A company that buys, or for which contacts work; written by the HubSpot sync."""

    id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=255, null=True, blank=True)
    domain = models.CharField(max_length=255, null=True, blank=True)
    website = models.TextField(null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    industry = models.CharField(max_length=255, null=True, blank=True)
    type = models.CharField(max_length=255, null=True, blank=True)
    phone = models.CharField(max_length=255, null=True, blank=True)
    address = models.TextField(null=True, blank=True)
    address2 = models.TextField(null=True, blank=True)
    city = models.CharField(max_length=255, null=True, blank=True)
    state = models.CharField(max_length=255, null=True, blank=True)
    zip = models.CharField(max_length=255, null=True, blank=True)
    country = models.CharField(max_length=255, null=True, blank=True)
    annualrevenue = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    numberofemployees = models.BigIntegerField(null=True, blank=True)
    lifecyclestage = models.CharField(max_length=255, null=True, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.DO_NOTHING,
        db_column="hs_parent_company_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="children",
    )
    hubspot_owner_id = models.CharField(max_length=64, null=True, blank=True, help_text="The HubSpot user in charge.")
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    hs_merged_object_ids = models.TextField(
        null=True, blank=True, help_text="Ids, joined by semicolons, of the companies that were merged into this one."
    )
    createdate = models.DateTimeField(null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="What HubSpot sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_company"
        indexes = [
            Index(fields=["domain"], name="idx_hubspot_company_domain"),
            Index(fields=["parent"], name="idx_hubspot_company_hs_parent_company_id"),
        ]
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name or f"Company {self.id}"


class LineItem(models.Model):
    """A product within a deal, with its price; written by the HubSpot sync."""

    id = models.CharField(max_length=64, primary_key=True)
    deal = models.ForeignKey(
        "ingestion_hubspot.Deal",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="line_items",
    )
    name = models.CharField(max_length=255, null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    hs_product_id = models.CharField(max_length=64, null=True, blank=True, help_text="The product it was made from.")
    hs_sku = models.CharField(max_length=255, null=True, blank=True)
    quantity = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    price = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True, help_text="Of one unit.")
    discount = models.DecimalField(
        max_digits=20, decimal_places=4, null=True, blank=True, help_text="Taken off the price of one unit."
    )
    hs_discount_percentage = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    tax = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    amount = models.DecimalField(
        max_digits=20, decimal_places=4, null=True, blank=True, help_text="Quantity times price, without discount."
    )
    hs_line_item_currency_code = models.CharField(max_length=255, null=True, blank=True)
    recurringbillingfrequency = models.CharField(max_length=255, null=True, blank=True)
    hs_position_on_quote = models.IntegerField(null=True, blank=True)
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    createdate = models.DateTimeField(null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="What HubSpot sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_lineitem"
        indexes = [
            Index(fields=["deal"], name="idx_hubspot_lineitem_deal_id"),
        ]

    def __str__(self) -> str:
        return self.name or f"Line item {self.id}"


class ContactToDealAssociation(models.Model):
    """A contact and a deal that belong together, once however many labels say so; written by the HubSpot sync."""

    id = models.BigAutoField(primary_key=True)
    # Nullable, so that Django joins by LEFT JOIN: an inner one would lose the rows that dangle.
    contact = models.ForeignKey(
        "ingestion_hubspot.Contact",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="deal_associations",
    )
    deal = models.ForeignKey(
        "ingestion_hubspot.Deal",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="contact_associations",
    )
    type_id = models.BigIntegerField(null=True, blank=True, help_text="HubSpot's number of the kind of association.")
    category = models.CharField(
        max_length=255, null=True, blank=True, help_text="Who defined the kind, such as HUBSPOT_DEFINED."
    )
    label = models.CharField(max_length=255, null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="What HubSpot sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_contacttodealassociation"
        constraints = [
            models.UniqueConstraint(fields=["contact", "deal"], name="uq_hubspot_contacttodealassociation"),
        ]
        indexes = [
            Index(fields=["deal"], name="idx_hubspot_contacttodealassociation_deal_id"),
        ]

    def __str__(self) -> str:
        return f"Contact {self.contact_id}, deal {self.deal_id}"


class ContactToCompanyAssociation(models.Model):
    """A contact and a company that belong together, once however many labels say so; written by the HubSpot sync."""

    id = models.BigAutoField(primary_key=True)
    # Nullable for the sake of joins, as above.
    contact = models.ForeignKey(
        "ingestion_hubspot.Contact",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="company_associations",
    )
    company = models.ForeignKey(
        "ingestion_hubspot.Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="contact_associations",
    )
    type_id = models.BigIntegerField(null=True, blank=True, help_text="HubSpot's number of the kind of association.")
    category = models.CharField(
        max_length=255, null=True, blank=True, help_text="Who defined the kind, such as HUBSPOT_DEFINED."
    )
    label = models.CharField(max_length=255, null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="What HubSpot sent and no column holds.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_contacttocompanyassociation"
        constraints = [
            models.UniqueConstraint(fields=["contact", "company"], name="uq_hubspot_contacttocompanyassociation"),
        ]
        indexes = [
            Index(fields=["company"], name="idx_hubspot_contacttocompanyassociation_company_id"),
        ]

    def __str__(self) -> str:
        return f"Contact {self.contact_id}, company {self.company_id}"
