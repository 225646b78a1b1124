"""Tables ``automate_datachat_datachatsession``, ``_datachatmessage`` and ``_chatembed``."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from agent360_models.automate.datachat import _keys, _origins, _throttle
from agent360_models.automate.exceptions import ChatExpiredError
from agent360_models.base import TimeStampedModel, UUIDModel
from agent360_models.bulk import BulkQuerySet
from agent360_models.indexes import Index
from agent360_models.units import moment
from agent360_models.validators import validate_json, validate_text

__all__ = ["ChatEmbed", "ChatEmbedQuerySet", "DataChatMessage", "DataChatSession", "DataChatSessionQuerySet"]


def _in_a_day() -> datetime:
    """Return the default end of a session."""
    return timezone.now() + timedelta(days=1)


class DataChatSessionQuerySet(BulkQuerySet["DataChatSession"]):
    """Sessions, including expired ones."""

    def live(self) -> "DataChatSessionQuerySet":
        """Return the sessions that have not expired when the query runs."""
        return self.filter(expires_at__gt=Now())

    def expired(self) -> "DataChatSessionQuerySet":
        """Return the expired sessions; deleting them also deletes their messages."""
        return self.filter(expires_at__lte=Now())


class DataChatSession(TimeStampedModel):
    """One conversation of a user about data; opened by the application, and closed when it expires."""

    id = models.BigAutoField(verbose_name="Id", primary_key=True, help_text="Given by this database.")
    user = models.CharField(verbose_name="User", max_length=255, help_text="The name of who asks.")
    context = models.JSONField(
        verbose_name="Context",
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        validators=[validate_json],
        help_text="What the next question may refer to: chosen tables, filters, a time zone.",
    )
    expires_at = models.DateTimeField(
        verbose_name="Expires at",
        default=_in_a_day,
        help_text="From then on it takes no message; by default a day after it was opened.",
    )

    personal_fields = ("user", "context")

    objects = DataChatSessionQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_datachat_datachatsession"
        indexes = [
            Index(fields=["user", "expires_at"], name="idx_automate_datachat_session_user_expires"),
            Index(fields=["expires_at"], name="idx_automate_datachat_session_expires"),
        ]

    def __str__(self) -> str:
        return f"Data chat of {moment(self.created_at)}"

    @property
    def is_live(self) -> bool:
        """Tell whether the session accepts messages."""
        return self.expires_at > timezone.now()

    def add_message(
        self,
        role: str,
        content: str,
        *,
        sql: str = "",
        data: Any = None,
        chart: Any = None,
        using: str | None = None,
    ) -> "DataChatMessage":
        """Store the next message of the session, and return it.

        Args:
            role: a ``DataChatMessage.Role``.
            content: the question or answer.
            sql: the query behind an answer.
            data: the rows of its result; dates and decimals are stored as text.
            chart: the chart to draw from them.
            using: the alias to write to; by default, the router's choice.

        Raises ``ChatExpiredError`` for an expired session, and ``ValidationError`` for values that cannot be stored.

        """
        if not self.is_live:
            raise ChatExpiredError(
                f"Data chat {self.pk} expired at {self.expires_at.isoformat()}. Open a new session"
                " or extend expires_at first."
            )
        message = DataChatMessage(session=self, role=role, content=content, sql=sql, data=data, chart=chart)
        message.clean_fields(exclude={"session"})
        message.save(using=using)
        return message

    add_message.alters_data = True  # type: ignore[attr-defined]


class DataChatMessage(models.Model):
    """One question or answer of a session; written in order by ``session.add_message()``."""

    class Role(models.TextChoices):
        """The speaker."""

        USER = "user", "User"
        ASSISTANT = "assistant", "Assistant"

    id = models.BigAutoField(verbose_name="Id", primary_key=True, help_text="Given by this database.")
    session = models.ForeignKey(
        "automate_datachat.DataChatSession",
        verbose_name="Session",
        on_delete=models.CASCADE,
        db_index=False,
        related_name="messages",
        help_text="The conversation that it belongs to, and is deleted with.",
    )
    role = models.CharField(verbose_name="Role", max_length=20, choices=Role, help_text="user asks, assistant answers.")
    content = models.TextField(
        verbose_name="Content", validators=[validate_text], help_text="The text of the question or the answer."
    )
    sql = models.TextField(
        verbose_name="SQL",
        default="",
        blank=True,
        validators=[validate_text],
        help_text="The query behind an answer. Empty: there was none.",
    )
    data = models.JSONField(
        verbose_name="Data",
        null=True,
        blank=True,
        encoder=DjangoJSONEncoder,
        validators=[validate_json],
        help_text="The rows that the query brought; dates and decimals as text. Empty: none.",
    )
    chart = models.JSONField(
        verbose_name="Chart",
        null=True,
        blank=True,
        encoder=DjangoJSONEncoder,
        validators=[validate_json],
        help_text="How the rows of an answer are drawn. Empty: they are not.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at", default=timezone.now, editable=False, help_text="When it was asked or answered."
    )

    personal_fields = ("content", "sql", "data", "chart")

    objects = BulkQuerySet["DataChatMessage"].as_manager()

    class Meta:
        managed = True
        db_table = "automate_datachat_datachatmessage"
        ordering = ["id"]
        indexes = [Index(fields=["session", "id"], name="idx_automate_datachat_message_session")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} message of {moment(self.created_at)}"


class ChatEmbedQuerySet(BulkQuerySet["ChatEmbed"]):
    """Widgets, found by the key in a request."""

    def issue(self, **fields: Any) -> "tuple[ChatEmbed, str]":
        """Create a widget with a new key, and return both. The plain-text key is not available later."""
        embed = self.model(**fields)
        key = embed.take_new_key()
        self._for_write = True
        embed.save(force_insert=True, using=self.db)
        return embed, key

    issue.alters_data = True  # type: ignore[attr-defined]

    def for_key(self, key: str) -> "ChatEmbed | None":
        """Return the widget that this key opens, or ``None``. This takes one indexed query."""
        prefix = _keys.prefix_of(key)
        embed = None if prefix is None else self.filter(key_prefix=prefix).first()
        return embed if embed is not None and _keys.fits(key, embed.api_key) else None


class ChatEmbed(UUIDModel):
    """A widget that shows a chat on other sites; set up in the admin."""

    name = models.CharField(verbose_name="Name", max_length=200)
    key_prefix = models.CharField(
        verbose_name="Key prefix",
        max_length=_keys.PREFIX_LENGTH,
        default=_keys.new_prefix,
        editable=False,
        help_text="The first part of the key, by which it is found. No secret.",
    )
    api_key = models.CharField(
        verbose_name="API key",
        max_length=64,
        default="",
        blank=True,
        editable=False,
        help_text="SHA-256 of the key. Empty: no key opens the widget yet.",
    )
    allowed_domains = ArrayField(
        models.CharField(max_length=_origins.MAX_LENGTH),
        verbose_name="Allowed domains",
        default=list,
        blank=True,
        help_text="example.com, *.example.com or http://localhost:8000. Empty: no page may show the widget.",
    )
    theme = models.JSONField(
        verbose_name="Theme",
        default=dict,
        blank=True,
        validators=[validate_json],
        help_text="Colours and sizes, as the widget knows them.",
    )
    rate_limit = models.IntegerField(
        verbose_name="Rate limit", default=60, validators=[MinValueValidator(1)], help_text="Requests per minute."
    )

    units = {"rate_limit": "requests per minute"}
    secret_fields = ("api_key",)

    objects = ChatEmbedQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_datachat_chatembed"
        constraints = [
            models.UniqueConstraint(fields=["key_prefix"], name="automate_datachat_chatembed_key_prefix"),
            models.CheckConstraint(
                condition=models.Q(rate_limit__gte=1), name="automate_datachat_chatembed_rate_limit"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Reject patterns in ``allowed_domains`` that match nothing, or too much."""
        super().clean()
        faults = [fault for pattern in self.allowed_domains or () if (fault := _origins.fault_of(pattern))]
        if faults:
            raise ValidationError({"allowed_domains": faults})

    def take_new_key(self) -> str:
        """Set a new key on this object without saving it, and return the key in plain text."""
        self.key_prefix = _keys.new_prefix()
        key = _keys.new_key(self.key_prefix)
        self.api_key = _keys.hash_of(key)
        return key

    def rotate_key(self, *, using: str | None = None) -> str:
        """Replace the key, and return the new one in plain text; the old key stops working."""
        key = self.take_new_key()
        self.save(using=using, update_fields=["key_prefix", "api_key"])
        return key

    rotate_key.alters_data = True  # type: ignore[attr-defined]

    def validate_origin(self, origin: str | None) -> bool:
        """Tell whether a page with this origin may show the widget.

        Args:
            origin: the request's header ``Origin``, as sent by the browser.

        """
        return _origins.is_allowed(origin, self.allowed_domains)

    def check_rate_limit(self, key: str) -> bool:
        """Count a request, and tell whether it is within ``rate_limit`` requests per minute.

        Args:
            key: the client to count: the visitor's address or session, or the widget's key for all visitors together.
                Only a hash of it is stored.

        Raises ``ImproperlyConfigured`` if ``automate_governance``, which keeps the counts, is not installed.

        """
        return _throttle.is_within(self, key)
