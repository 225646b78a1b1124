"""Leads: contacts, context, and the events of each."""

import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
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

if TYPE_CHECKING:
    from agent360_models.hibachi.core.models import Customer
    from agent360_models.hibachi.identity.models import User

__all__ = ["Lead", "LeadContact", "LeadContext", "LeadEvent"]


class Lead(FormErrors):
    """Somebody who may book; written when the first question comes in, and by who follows it up."""

    class Source(models.TextChoices):
        """Where the first question came from."""

        WEBSITE = "website", "Website"
        PHONE = "phone", "Phone"
        SMS = "sms", "SMS"
        EMAIL = "email", "E-mail"
        INSTAGRAM = "instagram", "Instagram"
        FACEBOOK = "facebook", "Facebook"
        GOOGLE = "google", "Google"
        YELP = "yelp", "Yelp"
        REFERRAL = "referral", "Referral"
        QR_CODE = "qr_code", "QR code"
        OTHER = "other", "Other"

    class Status(models.TextChoices):
        """How far it has come."""

        NEW = "new", "New"
        CONTACTED = "contacted", "Contacted"
        QUALIFIED = "qualified", "Qualified"
        QUOTED = "quoted", "Quoted"
        CONVERTED = "converted", "Converted"
        LOST = "lost", "Lost"

    class Quality(models.TextChoices):
        """How likely a booking is."""

        HOT = "hot", "Hot"
        WARM = "warm", "Warm"
        COLD = "cold", "Cold"

    CLOSED = (Status.CONVERTED, Status.LOST)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="leads",
        help_text="Who it became; written by convert().",
    )
    assigned_to = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="assigned_leads",
    )
    source = PgEnumField(enum=Source, type_name="lead_source", schema="lead")
    status = PgEnumField(
        enum=Status,
        type_name="lead_status",
        schema="lead",
        default=Status.NEW,
        help_text="Changed by change_status() and convert(), which write the event too.",
    )
    quality = PgEnumField(
        enum=Quality,
        type_name="lead_quality",
        schema="lead",
        null=True,
        blank=True,
        help_text="Empty until somebody has judged it.",
    )
    score = models.IntegerField(
        default=0, validators=[MinValueValidator(0), MaxValueValidator(100)], help_text="From 0 to 100."
    )
    utm_source = models.CharField(max_length=100, default="", blank=True)
    utm_medium = models.CharField(max_length=100, default="", blank=True)
    utm_campaign = models.CharField(max_length=100, default="", blank=True)
    last_contact_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the last message went either way; SocialMessage.objects.get_or_record() keeps it.",
    )
    follow_up_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody should get in touch again; empty once the lead is closed."
    )
    converted_at = models.DateTimeField(null=True, blank=True, editable=False)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "leads")
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100),
                name="ck_leads_score",
                violation_error_message="The score is from 0 to 100.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status="converted", converted_at__isnull=False)
                    | (~Q(status="converted") & Q(converted_at__isnull=True))
                ),
                name="ck_leads_converted",
                violation_error_message="A lead that is converted has the time of it, and no other has.",
            ),
        ]
        indexes = [
            Index(fields=["customer"], name="ix_lead_leads_customer_id"),
            Index(fields=["assigned_to", "status"], name="ix_lead_leads_assigned_to_id_status"),
            Index(fields=["status", "created_at"], name="ix_lead_leads_status_created_at"),
            Index(fields=["follow_up_at"], name="ix_lead_leads_follow_up_at", condition=Q(follow_up_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"Lead {self.pk} ({self.status})"

    def clean(self) -> None:
        """Refuse a form that makes a lead converted, or no longer so: that is what ``convert()`` does."""
        if (self.status == self.Status.CONVERTED) != (self.converted_at is not None):
            raise ValidationError({"status": "A lead is converted by convert(customer) alone, and stays so."})

    def change_status(self, status: str, *, by: "User | None" = None, reason: str = "") -> "LeadEvent | None":
        """Write the status and its ``LeadEvent`` in one transaction; a lead that is lost needs no follow-up.

        Nothing else of this object is saved. The row is locked, so that the event has the status that was there.
        Returns the event; ``None``, with nothing written, where the status is that already.

        Raises ``IllegalTransitionError`` to and from ``converted``, ``ValidationError`` for a status that there is
        not, ``Lead.DoesNotExist`` where the row is gone.
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
                    " It becomes converted by convert(customer), and then stays so: make another lead."
                )
            written = {"status": new, "follow_up_at": None if new in self.CLOSED else stored.follow_up_at}
            payload = {"from": stored.status, "to": new, "reason": reason}
            event = self._write(alias, written, LeadEvent.Type.STATUS_CHANGED, payload, by)
        return self._follow(written, event)

    def convert(self, customer: "Customer", *, by: "User | None" = None) -> "LeadEvent | None":
        """Note that the lead became this customer: status, customer, time and ``LeadEvent``, in one transaction.

        Returns the event; ``None``, with nothing written, where it became that customer before.

        Raises ``IllegalTransitionError`` where it became another one, ``Lead.DoesNotExist`` where the row is gone.
        """
        alias = router.db_for_write(Lead, instance=self)
        with transaction.atomic(using=alias):
            stored = self._locked(alias)
            written = {
                "status": self.Status.CONVERTED,
                "customer_id": customer.pk,
                "converted_at": stored.converted_at or timezone.now(),
                "follow_up_at": None,
            }
            event = None
            if stored.status != self.Status.CONVERTED:
                payload = {"from": stored.status, "customer_id": str(customer.pk)}
                event = self._write(alias, written, LeadEvent.Type.CONVERTED, payload, by)
            elif stored.customer_id != customer.pk:
                raise IllegalTransitionError(
                    f"Lead {self.pk} cannot become customer {customer.pk}: it became {stored.customer_id or 'one'}"
                    " before. Make another lead."
                )
        return self._follow(written, event)

    def _locked(self, alias: str) -> "Lead":
        return Lead.objects.using(alias).select_for_update(no_key=True).get(pk=self.pk)

    def _write(
        self, alias: str, written: dict[str, Any], event_type: str, payload: dict[str, str], by: "User | None"
    ) -> "LeadEvent":
        Lead.objects.using(alias).filter(pk=self.pk).update(**written, updated_at=timezone.now())
        return LeadEvent.objects.using(alias).create(lead=self, event_type=event_type, payload=payload, actor=by)

    def _follow(self, written: dict[str, Any], event: "LeadEvent | None") -> "LeadEvent | None":
        """Bring this object up to what was stored."""
        for name, value in written.items():
            setattr(self, name, value)
        return event


class LeadContact(models.Model):
    """One way to reach a lead; written when the lead gives it."""

    class Channel(models.TextChoices):
        """By what."""

        EMAIL = "email", "E-mail"
        PHONE = "phone", "Phone"
        SMS = "sms", "SMS"
        INSTAGRAM = "instagram", "Instagram"
        FACEBOOK = "facebook", "Facebook"
        WHATSAPP = "whatsapp", "WhatsApp"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lead = models.ForeignKey(
        "hibachi_lead.Lead", on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="contacts"
    )
    channel = PgEnumField(enum=Channel, type_name="contact_channel", schema="lead")
    value = models.CharField(max_length=320, help_text="The address, the number with its country code, or the handle.")
    verified = models.BooleanField(default=False, help_text="Whether the lead has answered there.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "lead_contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "channel", "value"],
                name="lead_contacts_lead_id_channel_value_key",
                violation_error_message="The lead has this contact already.",
            )
        ]
        indexes = [Index(fields=["channel", "value"], name="ix_lead_lead_contacts_channel_value")]

    def __str__(self) -> str:
        return f"{self.channel} of lead {self.lead_id}"


class LeadContext(models.Model):
    """What a lead wishes, one row for each lead; written from the form or by who talks to them."""

    class ServiceType(models.TextChoices):
        """What for."""

        PRIVATE_PARTY = "private_party", "Private party"
        CORPORATE = "corporate", "Corporate"
        WEDDING = "wedding", "Wedding"
        OTHER = "other", "Other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lead = models.OneToOneField(
        "hibachi_lead.Lead", on_delete=models.CASCADE, db_constraint=False, related_name="context"
    )
    party_size = models.IntegerField(null=True, blank=True, help_text="How many will eat.")
    preferred_date = models.DateField(null=True, blank=True)
    zip_code = models.CharField(max_length=10, default="", blank=True, help_text="Where the party is to be.")
    service_type = PgEnumField(
        enum=ServiceType, type_name="service_type", schema="lead", default=ServiceType.PRIVATE_PARTY
    )
    budget = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    notes = models.TextField(default="", blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "lead_context")
        constraints = [
            models.CheckConstraint(
                condition=Q(party_size__gt=0),
                name="ck_lead_context_party_size",
                violation_error_message="A party has at least one guest.",
            ),
            models.CheckConstraint(
                condition=Q(budget__gte=0),
                name="ck_lead_context_budget",
                violation_error_message="A budget is not negative.",
            ),
        ]
        indexes = [Index(fields=["preferred_date"], name="ix_lead_lead_context_preferred_date")]

    def __str__(self) -> str:
        return f"Context of lead {self.lead_id}"


class LeadEvent(models.Model):
    """One thing that happened to a lead; written once, by ``Lead.change_status()`` and the like, never changed."""

    class Type(models.TextChoices):
        """What happened."""

        CREATED = "created", "Created"
        ASSIGNED = "assigned", "Assigned"
        CONTACTED = "contacted", "Contacted"
        STATUS_CHANGED = "status_changed", "Status changed"
        CONVERTED = "converted", "Converted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lead = models.ForeignKey(
        "hibachi_lead.Lead", on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="events"
    )
    event_type = PgEnumField(enum=Type, type_name="lead_event_type", schema="lead")
    payload = models.JSONField(
        default=dict, blank=True, help_text="What the type needs: from, to and reason of a change of status."
    )
    actor = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="lead_events",
        help_text="Who did it; empty where it was nobody of the platform's users.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("lead", "lead_events")
        indexes = [
            Index(fields=["lead", "created_at"], name="ix_lead_lead_events_lead_id_created_at"),
            Index(fields=["actor"], name="ix_lead_lead_events_actor_id"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} of lead {self.lead_id}"
