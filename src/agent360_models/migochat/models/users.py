"""People who chat, and the changes of their sales data."""

from typing import Any

from django.db import models, router, transaction

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import MomentField, PgEnumField, utc_now
from agent360_models.indexes import Index
from agent360_models.units import moment

__all__ = ["LeadActivity", "User"]


class User(models.Model):
    """A customer or prospect; written when the first message arrives, and by the sales staff."""

    class Governorate(models.TextChoices):
        """Place of residence in Egypt: mostly cities, in the application's spelling."""

        CAIRO = "CAIRO", "Cairo"
        ALEXANDRIA = "ALEXANDRIA", "Alexandria"
        GIZA = "GIZA", "Giza"
        SHUBRA_EL_KHEIMA = "SHUBRA_EL_KHEIMA", "Shubra El Kheima"
        PORT_SAID = "PORT_SAID", "Port Said"
        SUEZ = "SUEZ", "Suez"
        LUXOR = "LUXOR", "Luxor"
        MANSOURA = "MANSOURA", "Mansoura"
        EL_MAHALLA_EL_KUBRA = "EL_MAHALLA_EL_KUBRA", "El Mahalla El Kubra"
        TANTA = "TANTA", "Tanta"
        ASYUT = "ASYUT", "Asyut"
        ISMAILIA = "ISMAILIA", "Ismailia"
        FAYYUM = "FAYYUM", "Fayyum"
        ZAGAZIG = "ZAGAZIG", "Zagazig"
        ASWAN = "ASWAN", "Aswan"
        DAMIETTA = "DAMIETTA", "Damietta"
        MINYA = "MINYA", "Minya"
        BENI_SUEF = "BENI_SUEF", "Beni Suef"
        QENA = "QENA", "Qena"
        SOHAAG = "SOHAAG", "Sohaag"
        HURGHADA = "HURGHADA", "Hurghada"
        SIXTH_OF_OCTOBER = "SIXTH_OF_OCTOBER", "6th of October"
        SHEBIN_EL_KOM = "SHEBIN_EL_KOM", "Shebin El Kom"
        SHIBIN_EL_QANATER = "SHIBIN_EL_QANATER", "Shibin El Qanater"
        BANHA = "BANHA", "Banha"
        KAFR_EL_SHEIKH = "KAFR_EL_SHEIKH", "Kafr El Sheikh"
        ARISH = "ARISH", "Arish"
        MALLAWI = "MALLAWI", "Mallawi"
        DESOUK = "DESOUK", "Desouk"
        QALYUB = "QALYUB", "Qalyub"
        ABU_KABIR = "ABU_KABIR", "Abu Kabir"
        GIRGA = "GIRGA", "Girga"
        AKHMIM = "AKHMIM", "Akhmim"
        MATAREYA = "MATAREYA", "Matareya"

    class LeadStage(models.TextChoices):
        """Progress of the lead."""

        INTAKE = "INTAKE", "Intake"
        NURTURE = "NURTURE", "Nurture"
        QUALIFIED = "QUALIFIED", "Qualified"
        HOT = "HOT", "Hot"
        IN_PROGRESS = "IN_PROGRESS", "In progress"
        CONVERTED = "CONVERTED", "Converted"

    class CustomerLabel(models.TextChoices):
        """Kind of trade; the words are Arabic."""

        JUMLA = "JUMLA", "Wholesale"
        QITAEI = "QITAEI", "Retail"
        NEW_CUSTOMER = "NEW_CUSTOMER", "New customer"
        AL_MUHAFAZA = "AL_MUHAFAZA", "From a governorate"

    class CustomerType(models.TextChoices):
        """Buying behaviour."""

        LEAD = "LEAD", "Lead"
        SCARCITY_BUYER = "SCARCITY_BUYER", "Scarcity buyer"
        EMOTIONAL_BUYER = "EMOTIONAL_BUYER", "Emotional buyer"
        VALUE_SEEKER = "VALUE_SEEKER", "Value seeker"
        LOYAL_BUYER = "LOYAL_BUYER", "Loyal buyer"
        LOGICAL_BUYER = "LOGICAL_BUYER", "Logical buyer"
        BARGAIN_HUNTER = "BARGAIN_HUNTER", "Bargain hunter"
        HESITANT_BUYER = "HESITANT_BUYER", "Hesitant buyer"

    id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that the database gives; psid is the name on the platform.",
    )
    psid = models.CharField(
        verbose_name="PSID",
        max_length=50,
        unique=True,
        help_text="Who it is on the platform: Facebook's page-scoped id, or the phone number on WhatsApp.",
    )
    first_name = models.CharField(
        verbose_name="First name",
        max_length=100,
        null=True,
        blank=True,
        help_text="As the platform has it; NULL where none is known.",
    )
    last_name = models.CharField(
        verbose_name="Last name",
        max_length=100,
        null=True,
        blank=True,
        help_text="As the platform has it; NULL where none is known.",
    )
    profile_pic = models.CharField(
        verbose_name="Profile picture", max_length=500, null=True, blank=True, help_text="Address of the picture."
    )
    governorate = PgEnumField(
        verbose_name="Governorate",
        enum=Governorate,
        type_name="governorate",
        null=True,
        blank=True,
        help_text="Where in Egypt somebody lives, for the most part a city; NULL where unknown.",
    )
    platform = models.CharField(
        verbose_name="Platform", max_length=50, default="facebook", help_text="facebook, whatsapp or telegram."
    )
    phone_number = models.CharField(
        verbose_name="Phone number",
        max_length=20,
        null=True,
        blank=True,
        help_text="At most 20 characters; NULL where unknown. On WhatsApp psid is one too.",
    )
    created_at = MomentField(
        verbose_name="Created", zone="UTC", default=utc_now, help_text="When the row was made, in UTC."
    )
    last_message_at = MomentField(
        verbose_name="Last message",
        zone="UTC",
        null=True,
        blank=True,
        help_text="Time of the newest one from or to the customer, in UTC; NULL before the first.",
    )
    is_active = models.BooleanField(verbose_name="Active", default=True)
    lead_stage = PgEnumField(
        verbose_name="Lead stage",
        enum=LeadStage,
        type_name="leadstage",
        default=LeadStage.INTAKE,
        help_text="How far the sale has come, from INTAKE to CONVERTED; change_stage() logs each step.",
    )
    customer_label = PgEnumField(
        verbose_name="Customer label",
        enum=CustomerLabel,
        type_name="customerlabel",
        null=True,
        blank=True,
        help_text="Wholesale (JUMLA), retail (QITAEI), new, or from a governorate; NULL where not sorted.",
    )
    customer_type = PgEnumField(
        verbose_name="Customer type",
        enum=CustomerType,
        type_name="customertype",
        null=True,
        blank=True,
        help_text="How somebody buys, such as BARGAIN_HUNTER; NULL where not judged yet.",
    )
    lead_score = models.IntegerField(
        verbose_name="Lead score", default=0, help_text="Starts at 0; change_score() logs each new number."
    )
    last_stage_change = MomentField(
        verbose_name="Last stage change",
        zone="UTC",
        default=utc_now,
        help_text="In UTC; at first the time when the row was made.",
    )

    personal_fields = ("first_name", "last_name", "profile_pic", "phone_number", "psid")

    objects = BulkQuerySet["User"].as_manager()

    class Meta:
        managed = False
        db_table = "users"
        indexes = [Index(fields=["id"], name="ix_users_id")]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.first_name, self.last_name))) or f"User of {moment(self.created_at)}"

    def change_stage(self, stage: str, *, reason: str | None = None, automated: bool = False) -> "LeadActivity | None":
        """Write the stage, ``last_stage_change`` and their ``LeadActivity``, in one transaction.

        No other attribute of this instance is saved. The method locks the row, so the activity has the true previous
        value. Returns the activity, or ``None`` if the user already has the stage; nothing is written then.

        Raises ``ValidationError`` for a stage that the code does not know, ``MissingLabelError`` for a stage that the
        database lacks, ``User.DoesNotExist`` if the row was deleted.
        """
        return self._change("lead_stage", stage, reason=reason, automated=automated)

    def change_label(
        self, label: str | None, *, reason: str | None = None, automated: bool = False
    ) -> "LeadActivity | None":
        """Write the label and its ``LeadActivity``, as ``change_stage`` does; ``None`` clears the label."""
        return self._change("customer_label", label, reason=reason, automated=automated)

    def change_type(
        self, customer_type: str | None, *, reason: str | None = None, automated: bool = False
    ) -> "LeadActivity | None":
        """Write the type and its ``LeadActivity``, as ``change_stage`` does; ``None`` clears the type."""
        return self._change("customer_type", customer_type, reason=reason, automated=automated)

    def change_score(self, score: int, *, reason: str | None = None, automated: bool = False) -> "LeadActivity | None":
        """Write the score and its ``LeadActivity``, as ``change_stage`` does."""
        return self._change("lead_score", score, reason=reason, automated=automated)

    def _change(self, column: str, value: Any, *, reason: str | None, automated: bool) -> "LeadActivity | None":
        field: Any = self._meta.get_field(column)
        new = field.clean(value, self)
        alias = router.db_for_write(User, instance=self)
        rows = User.objects.using(alias).filter(pk=self.pk)
        with transaction.atomic(using=alias):
            old = rows.select_for_update(no_key=True).values_list(column, flat=True).get()
            written = {column: new}
            activity = None
            if old != new:
                now = utc_now()
                if column == "lead_stage":
                    written["last_stage_change"] = now
                rows.update(**written)
                activity = LeadActivity.objects.using(alias).create(
                    user=self,
                    activity_type=LeadActivity.TYPE_OF[column],
                    old_value=None if old is None else str(old),
                    new_value=None if new is None else str(new),
                    reason=reason,
                    timestamp=now,
                    automated=automated,
                )
        for name, stored in written.items():
            setattr(self, name, stored)
        return activity


class LeadActivity(models.Model):
    """One change of a customer's stage, label, type or score; written by ``User.change_...()``, never changed."""

    # The activity type of a change, by column.
    TYPE_OF = {
        "lead_stage": "stage_change",
        "customer_label": "label_change",
        "customer_type": "type_change",
        "lead_score": "score_update",
    }

    id = models.AutoField(
        verbose_name="Id", primary_key=True, help_text="Number that the database gives; later changes have higher ones."
    )
    user = models.ForeignKey(
        "migochat.User",
        verbose_name="User",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="lead_activities",
        help_text="Customer of whom something changed.",
    )
    activity_type = models.CharField(
        verbose_name="Activity type",
        max_length=50,
        help_text="stage_change, label_change, type_change or score_update.",
    )
    old_value = models.CharField(
        verbose_name="Old value",
        max_length=100,
        null=True,
        blank=True,
        help_text="As text, such as INTAKE; NULL where there was none.",
    )
    new_value = models.CharField(
        verbose_name="New value",
        max_length=100,
        null=True,
        blank=True,
        help_text="As text, such as NURTURE; NULL where it was taken off.",
    )
    reason = models.TextField(
        verbose_name="Reason",
        null=True,
        blank=True,
        help_text="Free text of who made the change; NULL where none was given.",
    )
    timestamp = MomentField(verbose_name="Time", zone="UTC", default=utc_now, help_text="When it was changed, in UTC.")
    automated = models.BooleanField(verbose_name="Automated", default=False, help_text="Whether no person decided it.")

    personal_fields = ("reason",)

    objects = BulkQuerySet["LeadActivity"].as_manager()

    class Meta:
        managed = False
        db_table = "lead_activities"
        verbose_name_plural = "lead activities"
        indexes = [Index(fields=["id"], name="ix_lead_activities_id")]

    def __str__(self) -> str:
        return f"{self.activity_type}, {moment(self.timestamp)}"
