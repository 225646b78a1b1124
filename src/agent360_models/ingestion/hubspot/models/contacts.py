"""Contacts, each with HubSpot's copy of its SalesRabbit lead."""

from typing import Any

from django.db import models
from django.db.models import QuerySet

from agent360_models.indexes import Index
from agent360_models.ingestion.cross_system import row_of, rows_of
from agent360_models.ingestion.hubspot.querysets import ContactQuerySet
from agent360_models.ingestion.phones import NormalizedPhone, normalize_phone
from agent360_models.units import full_name

__all__ = ["Contact"]


class Contact(models.Model):
    """A person who asked, was visited or bought; written by the HubSpot sync."""

    id = models.CharField(
        verbose_name="HubSpot id", max_length=64, primary_key=True, help_text="A number, kept as text."
    )
    email = models.CharField(verbose_name="Email", max_length=255, null=True, blank=True)
    firstname = models.CharField(verbose_name="First name", max_length=255, null=True, blank=True)
    lastname = models.CharField(verbose_name="Last name", max_length=255, null=True, blank=True)
    phone = models.CharField(
        verbose_name="Phone",
        max_length=255,
        null=True,
        blank=True,
        help_text="In whatever notation; calls of CallRail are found by the normalized number.",
    )
    address = models.TextField(
        verbose_name="Address",
        null=True,
        blank=True,
        help_text="The street; city, state and zip code stand by themselves.",
    )
    city = models.CharField(verbose_name="City", max_length=255, null=True, blank=True)
    state = models.CharField(verbose_name="State", max_length=255, null=True, blank=True)
    zip = models.CharField(
        verbose_name="Zip code", max_length=255, null=True, blank=True, help_text="Text, so that leading zeros stay."
    )
    division = models.CharField(
        verbose_name="Division", max_length=255, null=True, blank=True, help_text="The part of the business in charge."
    )
    createdate = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the contact was made in HubSpot."
    )
    lastmodifieddate = models.DateTimeField(
        verbose_name="Last modified",
        null=True,
        blank=True,
        help_text="A time of HubSpot's; of two versions of a contact the later one is kept.",
    )
    marketsharp_id = models.CharField(
        verbose_name="MarketSharp id",
        max_length=255,
        null=True,
        blank=True,
        help_text="Id of the same person in MarketSharp.",
    )
    archived = models.BooleanField(
        verbose_name="Archived", default=False, db_default=False, help_text="Whether HubSpot has deleted it."
    )

    # HubSpot's standard properties
    mobilephone = models.CharField(
        verbose_name="Mobile phone",
        max_length=255,
        null=True,
        blank=True,
        help_text="In whatever notation; calls of CallRail are found by the normalized number.",
    )
    country = models.CharField(verbose_name="Country", max_length=255, null=True, blank=True)
    company = models.CharField(
        verbose_name="Company", max_length=255, null=True, blank=True, help_text="Name of the employer, as typed."
    )
    jobtitle = models.CharField(verbose_name="Job title", max_length=255, null=True, blank=True)
    website = models.TextField(verbose_name="Website", null=True, blank=True)
    annualrevenue = models.DecimalField(
        verbose_name="Annual revenue",
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Of the employer; no column says in which currency.",
    )
    lifecyclestage = models.CharField(
        verbose_name="Lifecycle stage",
        max_length=255,
        null=True,
        blank=True,
        help_text="How far the way to buying has come, such as lead, opportunity or customer.",
    )
    hs_lead_status = models.CharField(
        verbose_name="Lead status in HubSpot",
        max_length=255,
        null=True,
        blank=True,
        help_text="Set by those who sell; the status of the lead in Genius is lead_status.",
    )
    hubspot_owner_id = models.CharField(
        verbose_name="Owner", max_length=64, null=True, blank=True, help_text="The HubSpot user in charge."
    )
    hs_object_id = models.CharField(
        verbose_name="Object id",
        max_length=64,
        null=True,
        blank=True,
        help_text="HubSpot's internal id of the record; usually the same as the key.",
    )
    hs_merged_object_ids = models.TextField(
        verbose_name="Merged contacts",
        null=True,
        blank=True,
        help_text="Ids, joined by semicolons, of the contacts that were merged into this one.",
    )
    first_conversion_date = models.DateTimeField(
        verbose_name="First conversion", null=True, blank=True, help_text="When the contact first submitted a form."
    )

    # Marketing attribution
    campaign_name = models.TextField(
        verbose_name="Campaign name",
        null=True,
        blank=True,
        help_text="The marketing campaign through which the contact came.",
    )
    adgroupid = models.CharField(
        verbose_name="Ad group id", max_length=255, null=True, blank=True, help_text="Ad group of Google Ads."
    )
    search_terms = models.TextField(
        verbose_name="Search terms",
        null=True,
        blank=True,
        help_text="What the contact looked for before coming to the web site.",
    )
    hs_analytics_source = models.CharField(
        verbose_name="Original source",
        max_length=255,
        null=True,
        blank=True,
        help_text="HubSpot's kind of the first visit, such as PAID_SEARCH or DIRECT_TRAFFIC.",
    )
    hs_analytics_first_url = models.TextField(
        verbose_name="First page seen",
        null=True,
        blank=True,
        help_text="Address of the web page that the first visit began with.",
    )
    hs_analytics_first_referrer = models.TextField(
        verbose_name="First referring site",
        null=True,
        blank=True,
        help_text="Address of the page that led to the first visit.",
    )
    campaign_id = models.CharField(
        verbose_name="Campaign id",
        max_length=255,
        null=True,
        blank=True,
        help_text="As the advertising network numbers it.",
    )
    keyword = models.TextField(
        verbose_name="Keyword", null=True, blank=True, help_text="The words for which the advertisement was shown."
    )
    matchtype = models.CharField(
        verbose_name="Match type",
        max_length=255,
        null=True,
        blank=True,
        help_text="How closely a search had to fit the keyword for the advertisement to be shown.",
    )
    device = models.CharField(
        verbose_name="Device",
        max_length=255,
        null=True,
        blank=True,
        help_text="Kind of the one on which the advertisement was clicked.",
    )
    gclid = models.TextField(verbose_name="Google click id", null=True, blank=True, help_text="Click id of Google Ads.")
    fbclid = models.TextField(
        verbose_name="Facebook click id",
        null=True,
        blank=True,
        help_text="Facebook adds it to links that lead to other sites.",
    )
    msclkid = models.TextField(
        verbose_name="Microsoft click id", null=True, blank=True, help_text="Click id of Microsoft Advertising."
    )
    utm_source = models.TextField(
        verbose_name="UTM source", null=True, blank=True, help_text="Where the visitor came from, as the link said."
    )
    utm_medium = models.TextField(
        verbose_name="UTM medium",
        null=True,
        blank=True,
        help_text="The kind of marketing, such as cpc, as the link said.",
    )
    utm_campaign = models.TextField(
        verbose_name="UTM campaign", null=True, blank=True, help_text="As the link said that brought the visitor."
    )
    utm_term = models.TextField(
        verbose_name="UTM term", null=True, blank=True, help_text="The words that were paid for, as the link said."
    )
    utm_content = models.TextField(
        verbose_name="UTM content",
        null=True,
        blank=True,
        help_text="Which of several advertisements it was, as the link said.",
    )

    # HubSpot's copy of the lead; flags are 0 or 1
    lead_id = models.CharField(
        verbose_name="Lead id", max_length=64, null=True, blank=True, help_text="Of the lead in Genius, kept as text."
    )
    lead_salesrabbit_lead_id = models.BigIntegerField(
        verbose_name="SalesRabbit lead id",
        null=True,
        blank=True,
        help_text="Id of ingestion_salesrabbit.Lead; no constraint refers to it.",
    )
    lead_status = models.CharField(
        verbose_name="Lead status",
        max_length=255,
        null=True,
        blank=True,
        help_text="Genius has a number here; it is kept as text.",
    )
    lead_agent_id = models.CharField(
        verbose_name="Lead agent id", max_length=64, null=True, blank=True, help_text="The user in charge of the lead."
    )
    lead_added_by = models.BigIntegerField(
        verbose_name="Lead added by", null=True, blank=True, help_text="A person, by number as in Genius."
    )
    lead_added_by_latitude = models.CharField(
        verbose_name="Lead added at latitude",
        max_length=50,
        null=True,
        blank=True,
        help_text="Degrees, kept as text: where the person was who added the lead.",
    )
    lead_added_by_longitude = models.CharField(
        verbose_name="Lead added at longitude",
        max_length=50,
        null=True,
        blank=True,
        help_text="Degrees, kept as text: where the person was who added the lead.",
    )
    lead_added_by_supervisor = models.CharField(
        verbose_name="Supervisor of who added the lead",
        max_length=255,
        null=True,
        blank=True,
        help_text="Genius has a number here; it is kept as text.",
    )
    lead_address1 = models.CharField(
        verbose_name="Lead address",
        max_length=500,
        null=True,
        blank=True,
        help_text="The first line, as the lead has it; the contact's own is address.",
    )
    lead_agent_name = models.CharField(
        verbose_name="Lead agent name",
        max_length=255,
        null=True,
        blank=True,
        help_text="Written out; lead_agent_id says who it is.",
    )
    lead_call_screen_viewed_by = models.BigIntegerField(
        verbose_name="Lead call screen viewed by", null=True, blank=True, help_text="A person, by number as in Genius."
    )
    lead_call_screen_viewed_on = models.DateTimeField(
        verbose_name="Lead call screen viewed", null=True, blank=True, help_text="A time of Genius."
    )
    lead_cdyne_county = models.CharField(verbose_name="Lead county by CDYNE", max_length=255, null=True, blank=True)
    lead_city = models.CharField(
        verbose_name="Lead city",
        max_length=100,
        null=True,
        blank=True,
        help_text="As the lead has it; the contact's own is city.",
    )
    lead_contact = models.BigIntegerField(
        verbose_name="Lead contact",
        null=True,
        blank=True,
        help_text="Id of ingestion_genius.Contact; no constraint refers to it.",
    )
    lead_copied_from_id = models.BigIntegerField(
        verbose_name="Lead copied from", null=True, blank=True, help_text="Id of another lead in Genius."
    )
    lead_copied_from_on = models.CharField(
        verbose_name="Lead copied on",
        max_length=255,
        null=True,
        blank=True,
        help_text="A time of Genius, kept as text.",
    )
    lead_cost = models.DecimalField(
        verbose_name="Lead cost",
        max_digits=15,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Money; no column says in which currency.",
    )
    lead_cwp_client = models.IntegerField(verbose_name="Lead CWP client", null=True, blank=True)
    lead_dead_by = models.BigIntegerField(
        verbose_name="Lead marked dead by", null=True, blank=True, help_text="A person, by number as in Genius."
    )
    lead_dead_on = models.DateTimeField(
        verbose_name="Lead marked dead", null=True, blank=True, help_text="A time of Genius."
    )
    lead_division = models.BigIntegerField(
        verbose_name="Lead division",
        null=True,
        blank=True,
        help_text="Id of ingestion_genius.Division; no constraint refers to it.",
    )
    lead_do_not_call_before = models.DateTimeField(
        verbose_name="Lead not to be called before", null=True, blank=True, help_text="A time of Genius."
    )
    lead_estimate_confirmed_by = models.BigIntegerField(
        verbose_name="Lead estimate confirmed by", null=True, blank=True, help_text="A person, by number as in Genius."
    )
    lead_estimate_confirmed_on = models.DateTimeField(
        verbose_name="Lead estimate confirmed", null=True, blank=True, help_text="A time of Genius."
    )
    lead_express_consent_set_by = models.BigIntegerField(
        verbose_name="Lead express consent set by", null=True, blank=True, help_text="A person, by number as in Genius."
    )
    lead_express_consent_set_on = models.DateTimeField(
        verbose_name="Lead express consent set", null=True, blank=True, help_text="A time of Genius."
    )
    lead_express_consent_source = models.IntegerField(
        verbose_name="Lead express consent source", null=True, blank=True, help_text="A number of Genius, not a name."
    )
    lead_express_consent_upload_file_id = models.BigIntegerField(
        verbose_name="Lead express consent file",
        null=True,
        blank=True,
        help_text="A number of Genius; the file is not here.",
    )
    lead_import_source = models.CharField(
        verbose_name="Lead import source",
        max_length=255,
        null=True,
        blank=True,
        help_text="Text, while lead_source is a number.",
    )
    lead_invalid_address = models.IntegerField(verbose_name="Lead address is invalid", null=True, blank=True)
    lead_is_carpentry_followup = models.IntegerField(
        verbose_name="Lead is a carpentry follow-up", null=True, blank=True, help_text="1 yes, 0 no."
    )
    lead_is_dnc = models.IntegerField(
        verbose_name="Lead is do-not-call", null=True, blank=True, help_text="1 where nobody may phone, else 0."
    )
    lead_is_dummy = models.IntegerField(verbose_name="Lead is a dummy", null=True, blank=True, help_text="1 yes, 0 no.")
    lead_is_estimate_confirmed = models.IntegerField(
        verbose_name="Lead estimate is confirmed",
        null=True,
        blank=True,
        help_text="1 yes, 0 no; lead_estimate_confirmed_by says by whom.",
    )
    lead_is_estimate_set = models.IntegerField(
        verbose_name="Lead estimate is set", null=True, blank=True, help_text="1 yes, 0 no."
    )
    lead_is_express_consent = models.IntegerField(
        verbose_name="Lead has express consent",
        null=True,
        blank=True,
        help_text="1 yes, 0 no; lead_express_consent_set_by says by whom it was recorded.",
    )
    lead_is_express_consent_being_reviewed = models.IntegerField(
        verbose_name="Lead express consent is being reviewed", null=True, blank=True, help_text="1 yes, 0 no."
    )
    lead_is_high_potential = models.IntegerField(
        verbose_name="Lead has high potential", null=True, blank=True, help_text="1 yes, 0 no."
    )
    lead_is_mobile_lead = models.IntegerField(
        verbose_name="Lead is a mobile lead", null=True, blank=True, help_text="1 yes, 0 no."
    )
    lead_is_valid_address = models.IntegerField(
        verbose_name="Lead address is valid", null=True, blank=True, help_text="1 yes, 0 no."
    )
    lead_is_valid_email = models.IntegerField(
        verbose_name="Lead email is valid", null=True, blank=True, help_text="1 yes, 0 no."
    )
    lead_is_year_built_verified = models.IntegerField(
        verbose_name="Lead year built is verified", null=True, blank=True, help_text="1 yes, 0 no."
    )
    lead_is_zillow = models.IntegerField(
        verbose_name="Lead Zillow flag", null=True, blank=True, help_text="1 yes, 0 no."
    )
    lead_job_type = models.IntegerField(
        verbose_name="Lead job type", null=True, blank=True, help_text="A number of Genius, not a name."
    )
    lead_notes = models.TextField(verbose_name="Lead notes", null=True, blank=True, help_text="Free text of Genius.")
    lead_phone1 = models.CharField(
        verbose_name="Lead phone 1",
        max_length=50,
        null=True,
        blank=True,
        help_text="As the lead has it; lead_type1 says of which kind it is.",
    )
    lead_phone2 = models.CharField(
        verbose_name="Lead phone 2",
        max_length=50,
        null=True,
        blank=True,
        help_text="As the lead has it; lead_type2 says of which kind it is.",
    )
    lead_phone3 = models.CharField(
        verbose_name="Lead phone 3",
        max_length=50,
        null=True,
        blank=True,
        help_text="As the lead has it; Genius knows a fourth number, which is not here.",
    )
    lead_prospect_id = models.BigIntegerField(
        verbose_name="Lead prospect",
        null=True,
        blank=True,
        help_text="Id of ingestion_genius.Prospect; no constraint refers to it.",
    )
    lead_rating = models.IntegerField(
        verbose_name="Lead rating", null=True, blank=True, help_text="A number of Genius."
    )
    lead_salesrabbit_lead_id_new = models.BigIntegerField(verbose_name="New SalesRabbit lead id", null=True, blank=True)
    lead_source = models.IntegerField(
        verbose_name="Lead source", null=True, blank=True, help_text="A number of Genius, not a name."
    )
    lead_source_notes = models.TextField(
        verbose_name="Lead source notes", null=True, blank=True, help_text="Free text of Genius."
    )
    lead_sourced_on = models.DateTimeField(
        verbose_name="Lead sourced", null=True, blank=True, help_text="A time of Genius."
    )
    lead_state = models.CharField(
        verbose_name="Lead state",
        max_length=50,
        null=True,
        blank=True,
        help_text="As the lead has it; the contact's own is state.",
    )
    lead_substatus = models.IntegerField(
        verbose_name="Lead substatus", null=True, blank=True, help_text="A number of Genius, not a name."
    )
    lead_type1 = models.IntegerField(
        verbose_name="Lead phone 1 type",
        null=True,
        blank=True,
        help_text="A number of Genius for the kind, not a name.",
    )
    lead_type2 = models.IntegerField(
        verbose_name="Lead phone 2 type",
        null=True,
        blank=True,
        help_text="A number of Genius for the kind, not a name.",
    )
    lead_type4 = models.IntegerField(
        verbose_name="Lead phone 4 type",
        null=True,
        blank=True,
        help_text="A number of Genius for the kind; the phone number itself is not here.",
    )
    lead_viewed_on = models.DateTimeField(
        verbose_name="Lead viewed", null=True, blank=True, help_text="A time of Genius."
    )
    lead_with_dm = models.IntegerField(verbose_name="Lead with DM", null=True, blank=True)
    lead_year_built = models.CharField(
        verbose_name="Lead year built",
        max_length=20,
        null=True,
        blank=True,
        help_text="Four digits in Genius, kept as text.",
    )
    lead_zip = models.CharField(
        verbose_name="Lead zip code",
        max_length=20,
        null=True,
        blank=True,
        help_text="As the lead has it; the contact's own is zip.",
    )

    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as HubSpot sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    deals = models.ManyToManyField(
        "ingestion_hubspot.Deal",
        verbose_name="Deals",
        through="ingestion_hubspot.ContactToDealAssociation",
        related_name="contacts",
        help_text="By way of the associations; shows those that are here.",
    )
    companies = models.ManyToManyField(
        "ingestion_hubspot.Company",
        verbose_name="Companies",
        through="ingestion_hubspot.ContactToCompanyAssociation",
        related_name="contacts",
        help_text="By way of the associations; shows those that are here.",
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
        "company",
        "lead_source_notes",
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
        return full_name(self.firstname, self.lastname) or f"Contact {self.id}"

    def phone_numbers(self) -> set[str]:
        """Return the contact's phone numbers, in the form of ``normalize_phone``."""
        numbers = map(normalize_phone, (self.phone, self.mobilephone))
        return {number for number in numbers if number is not None}

    def calls(self) -> QuerySet[Any]:
        """Return the calls from and to the contact; needs the app ``ingestion_callrail``."""
        calls: QuerySet[Any] = rows_of("ingestion_callrail.Call").of_contact(self)
        return calls

    def salesrabbit_lead(self) -> Any | None:
        """Return the contact's lead in SalesRabbit, or ``None``; needs the app ``ingestion_salesrabbit``."""
        leads = rows_of("ingestion_salesrabbit.Lead")
        return leads.filter(pk=self.lead_salesrabbit_lead_id).first()

    def marketsharp_data(self) -> Any | None:
        """Return the contact's row in MarketSharp, or ``None``; needs the app ``ingestion_marketsharp``."""
        return row_of("ingestion_marketsharp.Data", self.marketsharp_id)
