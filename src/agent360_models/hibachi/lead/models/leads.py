"""Leads with their contacts, wishes and events."""

import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, router, transaction
from django.db.models import Q
from django.utils import timezone

from agent360_models.base._forms import FormErrors
from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.lead.querysets import LeadQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

if TYPE_CHECKING:
    from agent360_models.hibachi.core.models import Customer

__all__ = ["Lead", "LeadContact", "LeadContext", "LeadEvent"]


class Lead(FormErrors):
    """A person who may book; written with the first enquiry, and by the person who follows it up."""

    class Source(models.TextChoices):
        """Source of the first enquiry."""

        WEB_QUOTE = "web_quote", "Quote on the website"
        CHAT = "chat", "Chat"
        INSTAGRAM = "instagram", "Instagram"
        FACEBOOK = "facebook", "Facebook"
        GOOGLE = "google", "Google"
        YELP = "yelp", "Yelp"
        SMS = "sms", "SMS"
        PHONE = "phone", "Phone"
        REFERRAL = "referral", "Referral"
        EVENT = "event", "Event"
        BOOKING_FAILED = "booking_failed", "A booking that failed"
        GOOGLE_MY_BUSINESS = "google_my_business", "Google My Business"
        PAYMENT = "payment", "Payment"
        FINANCIAL = "financial", "Financial data"
        STRIPE = "stripe", "Stripe"
        PLAID = "plaid", "Plaid"

    class Status(models.TextChoices):
        """Progress of the lead."""

        NEW = "new", "New"
        WORKING = "working", "Somebody is at it"
        QUALIFIED = "qualified", "Qualified"
        DISQUALIFIED = "disqualified", "Given up"
        CONVERTED = "converted", "Converted"
        NURTURING = "nurturing", "Later, perhaps"
        CUSTOMER = "customer", "A customer already"

    class Quality(models.TextChoices):
        """Likelihood of a booking."""

        HOT = "hot", "Hot"
        WARM = "warm", "Warm"
        COLD = "cold", "Cold"

    CLOSED = (Status.CONVERTED, Status.CUSTOMER, Status.DISQUALIFIED)

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    source = PgEnumField(
        verbose_name="Source",
        enum=Source,
        type_name="lead_source",
        schema="public",
        help_text="Where the first question came from.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="lead_status",
        schema="public",
        default=Status.NEW,
        help_text="Changed by change_status() and convert(), which write the event too.",
    )
    quality = PgEnumField(
        verbose_name="Quality",
        enum=Quality,
        type_name="lead_quality",
        schema="public",
        null=True,
        blank=True,
        help_text="Empty until somebody has judged it.",
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        verbose_name="Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="leads",
        help_text="Who it became; written by convert().",
    )
    score = models.DecimalField(
        verbose_name="Score", max_digits=5, decimal_places=2, default=0, help_text="From 0 to 100."
    )
    assigned_to = models.CharField(
        verbose_name="Assigned to", max_length=100, null=True, blank=True, help_text="Whoever the platform names."
    )
    last_contact_date = models.DateTimeField(
        verbose_name="Last contact date",
        null=True,
        blank=True,
        help_text="When the last message went either way; SocialThread.count_message() keeps it.",
    )
    follow_up_date = models.DateTimeField(
        verbose_name="Follow-up date",
        null=True,
        blank=True,
        help_text="When somebody should get in touch again; empty once the lead is closed.",
    )
    conversion_date = models.DateTimeField(
        verbose_name="Conversion date",
        null=True,
        blank=True,
        editable=False,
        help_text="When the lead became a customer; written by convert(), and kept.",
    )
    lost_reason = models.TextField(
        verbose_name="Lost reason",
        null=True,
        blank=True,
        help_text="Given to change_status() with a lead that is disqualified; empty otherwise.",
    )
    utm_source = models.CharField(
        verbose_name="UTM source",
        max_length=100,
        null=True,
        blank=True,
        help_text="Of the link that led to the website, such as google.",
    )
    utm_medium = models.CharField(
        verbose_name="UTM medium",
        max_length=100,
        null=True,
        blank=True,
        help_text="Of the link that led to the website, such as cpc.",
    )
    utm_campaign = models.CharField(
        verbose_name="UTM campaign",
        max_length=100,
        null=True,
        blank=True,
        help_text="Of the link that led to the website; refers to no campaign of hibachi_newsletter.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )
    deleted_at = models.DateTimeField(
        verbose_name="Deleted at",
        null=True,
        blank=True,
        help_text="The row stays in all queries; live() leaves it out.",
    )
    business_id = models.UUIDField(
        verbose_name="Business id",
        help_text="The key of the business in public.businesses, which has no model here, as the platform's tenant.",
    )

    personal_fields = ("assigned_to", "lost_reason")

    objects = LeadQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "leads")
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100),
                name="check_lead_score_range",
                violation_error_message="The score is from 0 to 100.",
            )
        ]
        indexes = [
            Index(fields=["business_id"], name="idx_leads_business_id"),
            Index(fields=["customer"], name="ix_lead_leads_customer"),
            Index(fields=["follow_up_date"], name="ix_lead_leads_followup"),
            Index(fields=["score"], name="ix_lead_leads_score"),
            Index(fields=["source"], name="ix_lead_leads_source"),
            Index(fields=["status"], name="ix_lead_leads_status"),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}, {moment(self.created_at)} ({self.get_status_display()})"

    def clean(self) -> None:
        """Reject a form that changes the status to or from ``converted``; only ``convert()`` sets that status."""
        stored = Lead._base_manager.using(self._state.db).filter(pk=self.pk).values_list("status", flat=True).first()
        if self.status != stored and self.Status.CONVERTED in (self.status, stored):
            raise ValidationError({"status": "Only convert(customer) makes a lead converted, for good."})

    def change_status(self, status: str, *, by: str | None = None, reason: str = "") -> "LeadEvent | None":
        """Write the status and its ``LeadEvent`` in one transaction; closing a lead also clears its follow-up.

        No other attribute of this instance is saved. The event stores ``by``, the person who made the change. For a
        lead that is given up, the reason is also its ``lost_reason``. The method locks the row, so the event has the
        true previous status. Returns the event, or ``None`` if the lead already has the status; nothing is written
        then.

        Raises ``IllegalTransitionError`` to and from ``converted``, ``ValidationError`` for an unknown status,
        ``Lead.DoesNotExist`` if the row was deleted.
        """
        field: Any = self._meta.get_field("status")
        new = field.clean(status, self)
        alias = router.db_for_write(Lead, instance=self)
        with transaction.atomic(using=alias):
            stored = self._locked(alias)
            if stored.status == new:
                self.status = new
                return None
            if self.Status.CONVERTED in (stored.status, new):
                raise IllegalTransitionError(
                    f"Lead {self.pk} cannot go from {stored.status} to {new}."
                    " Only convert(customer) converts a lead, for good: create another lead."
                )
            is_lost = new == self.Status.DISQUALIFIED
            written = {
                "status": new,
                "follow_up_date": None if new in self.CLOSED else stored.follow_up_date,
                "lost_reason": (reason or None) if is_lost else None,
            }
            payload = {"from": stored.status, "to": new, "reason": reason, "by": by}
            event = self._write(alias, written, LeadEvent.STATUS_CHANGED, payload)
        return self._follow(written, event)

    def convert(self, customer: "Customer", *, by: str | None = None) -> "LeadEvent | None":
        """Convert the lead to this customer: write status, customer, time and ``LeadEvent`` in one transaction.

        Returns the event, or ``None`` if the lead already became this customer; nothing is written then.

        Raises ``IllegalTransitionError`` if the lead became another customer, ``Lead.DoesNotExist`` if the row was
        deleted.
        """
        alias = router.db_for_write(Lead, instance=self)
        with transaction.atomic(using=alias):
            stored = self._locked(alias)
            written = {
                "status": self.Status.CONVERTED,
                "customer_id": customer.pk,
                "conversion_date": stored.conversion_date or timezone.now(),
                "follow_up_date": None,
            }
            event = None
            if stored.status != self.Status.CONVERTED:
                payload = {"from": stored.status, "customer_id": str(customer.pk), "by": by}
                event = self._write(alias, written, LeadEvent.CONVERTED, payload)
            elif stored.customer_id != customer.pk:
                raise IllegalTransitionError(
                    f"Lead {self.pk} cannot become customer {customer.pk}: it already became"
                    f" {stored.customer_id or 'a customer'}. Create another lead."
                )
        return self._follow(written, event)

    def _locked(self, alias: str) -> "Lead":
        return Lead.objects.using(alias).select_for_update(no_key=True).get(pk=self.pk)

    def _write(
        self, alias: str, written: dict[str, Any], event_type: str, payload: dict[str, str | None]
    ) -> "LeadEvent":
        Lead.objects.using(alias).filter(pk=self.pk).update(**written, updated_at=timezone.now())
        return LeadEvent.objects.using(alias).create(lead=self, type=event_type, payload=payload)

    def _follow(self, written: dict[str, Any], event: "LeadEvent | None") -> "LeadEvent | None":
        """Update this instance to the stored row."""
        for name, value in written.items():
            setattr(self, name, value)
        return event


class LeadContact(models.Model):
    """One way to reach a lead, written when the lead provides it."""

    class Channel(models.TextChoices):
        """Channel of the contact."""

        EMAIL = "email", "E-mail"
        SMS = "sms", "SMS"
        INSTAGRAM = "instagram", "Instagram"
        FACEBOOK = "facebook", "Facebook"
        GOOGLE = "google", "Google"
        YELP = "yelp", "Yelp"
        WEB = "web", "Website"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    lead = models.ForeignKey(
        "hibachi_lead.Lead",
        verbose_name="Lead",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="contacts",
        help_text="Who is reached; a lead that is deleted takes its contacts along.",
    )
    channel = PgEnumField(
        verbose_name="Channel",
        enum=Channel,
        type_name="contact_channel",
        schema="public",
        help_text="By what: e-mail, SMS, Instagram, Facebook, Google, Yelp or the website.",
    )
    handle_or_address = models.TextField(
        verbose_name="Handle or address", help_text="The address, the number with its country code, or the handle."
    )
    verified = models.BooleanField(
        verbose_name="Verified", default=False, help_text="Whether the lead has answered there."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )

    personal_fields = ("handle_or_address",)

    objects = BulkQuerySet["LeadContact"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "lead_contacts")
        indexes = [
            Index(fields=["channel", "handle_or_address"], name="ix_lead_contacts_channel"),
            Index(fields=["lead"], name="ix_lead_contacts_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} contact of {moment(self.created_at)}"


class LeadContext(models.Model):
    """A lead's wishes, one row per lead; written from the form or by the person who talks to the lead."""

    lead = models.OneToOneField(
        "hibachi_lead.Lead",
        verbose_name="Lead",
        on_delete=models.CASCADE,
        db_constraint=False,
        primary_key=True,
        related_name="context",
        help_text="The key; a lead has one such row, and takes it along when it is deleted.",
    )
    party_size_adults = models.IntegerField(
        verbose_name="Adults",
        null=True,
        blank=True,
        help_text="How many would come to the party; empty where it is unknown.",
    )
    party_size_kids = models.IntegerField(
        verbose_name="Kids",
        null=True,
        blank=True,
        help_text="How many children would come to the party; empty where it is unknown.",
    )
    estimated_budget_cents = models.IntegerField(
        verbose_name="Estimated budget in cents",
        null=True,
        blank=True,
        help_text="What the lead would pay; empty where it is unknown.",
    )
    event_date_pref = models.DateField(
        verbose_name="Preferred date", null=True, blank=True, help_text="The day that suits the lead best."
    )
    event_date_range_start = models.DateField(
        verbose_name="Start of the dates", null=True, blank=True, help_text="The first day that would do."
    )
    event_date_range_end = models.DateField(
        verbose_name="End of the dates", null=True, blank=True, help_text="The last day that would do."
    )
    zip_code = models.CharField(
        verbose_name="ZIP code", max_length=10, null=True, blank=True, help_text="Where the party is to be."
    )
    service_type = models.CharField(
        verbose_name="Service type", max_length=50, null=True, blank=True, help_text="Such as birthday or corporate."
    )
    notes = models.TextField(verbose_name="Notes", null=True, blank=True)
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )

    units = {"estimated_budget_cents": "US cents"}
    personal_fields = ("zip_code", "notes")

    objects = BulkQuerySet["LeadContext"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "lead_context")

    def __str__(self) -> str:
        return f"Wishes of a lead, {moment(self.updated_at)}"


class LeadEvent(models.Model):
    """One event of a lead; written once, by ``Lead.change_status()`` or ``Lead.convert()``, never changed."""

    STATUS_CHANGED, CONVERTED = "status_changed", "converted"  # the types that this library writes

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    lead = models.ForeignKey(
        "hibachi_lead.Lead",
        verbose_name="Lead",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="events",
        help_text="Who it happened to; a lead that is deleted takes its events along.",
    )
    type = models.CharField(verbose_name="Type", max_length=50, help_text="Such as status_changed.")
    payload = models.JSONField(
        verbose_name="Payload",
        default=dict,
        null=True,
        blank=True,
        help_text="What the type needs: from, to, reason and by of a change of status.",
    )
    occurred_at = models.DateTimeField(
        verbose_name="Occurred at",
        default=timezone.now,
        editable=False,
        help_text="The time of the insert, where nobody gives another.",
    )

    personal_fields = ("payload",)

    objects = BulkQuerySet["LeadEvent"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "lead_events")
        indexes = [Index(fields=["lead", "occurred_at"], name="ix_lead_events_lead")]

    def __str__(self) -> str:
        return f"{self.type}, {moment(self.occurred_at)}"
