"""Webhooks of social platforms, each processed once."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.enums import SocialPlatform
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["SocialInboxItem", "SocialInboxQuerySet"]


class SocialInboxQuerySet(BulkQuerySet["SocialInboxItem"]):
    """Received webhooks."""

    def waiting(self) -> "SocialInboxQuerySet":
        """Return the unprocessed webhooks, the oldest first."""
        return self.filter(processed=False).order_by("received_at")

    def get_or_record(
        self, *, signature: str, platform: str, webhook_type: str, body: bytes, account_id: UUID | None = None
    ) -> "tuple[SocialInboxItem, bool]":
        """Record a webhook; return its row, and whether it is new.

        If the signature is already stored, its row does not change. Only the SHA-256 of the body is stored.
        """
        columns: dict[str, Any] = {
            "platform": platform,
            "webhook_type": webhook_type,
            "account_id": account_id,
            "payload_hash": hashlib.sha256(body).hexdigest(),
        }
        return self.get_or_create(signature=signature, defaults=columns)

    @contextmanager
    def process(self, signature: str) -> "Iterator[SocialInboxItem | None]":
        """Have the block process a webhook once: yield its row, or ``None`` if it was processed before.

        The block and the mark "processed" are one transaction. An exception undoes both and is raised again; the row
        then stores the attempt and the exception's type, unless an outer transaction is rolled back too. Of two
        concurrent calls for a webhook, the second waits for the first.

        Raises ``SocialInboxItem.DoesNotExist`` for a webhook that was not recorded.
        """
        self._for_write = True
        stored = self.model._base_manager.using(self.db).filter(signature=signature)
        tried = F("processing_attempts") + 1
        try:
            with transaction.atomic(using=self.db):
                item = stored.select_for_update().get()
                if item.processed:
                    yield None
                    return
                yield item
                stored.update(processed=True, processed_at=timezone.now(), processing_attempts=tried, last_error=None)
        except Exception as error:
            # Only the exception's type: its text may repeat a person's message.
            stored.update(processing_attempts=tried, last_error=type(error).__name__)
            raise


class SocialInboxItem(models.Model):
    """One webhook of a social platform; ``get_or_record()`` stores it once, however often the platform sends it.

    The content goes to the conversations of ``core`` and ``lead``. This row only identifies repeated deliveries.
    """

    signature = models.CharField(
        verbose_name="Signature",
        primary_key=True,
        max_length=255,
        help_text="The platform's signature, which tells the same webhook twice.",
    )
    platform = PgEnumField(
        verbose_name="Platform",
        enum=SocialPlatform,
        type_name="social_platform",
        schema="public",
        help_text="Who sent the webhook.",
    )
    webhook_type = models.CharField(
        verbose_name="Webhook type", max_length=100, help_text="The platform's word, such as messages."
    )
    account_id = models.UUIDField(
        verbose_name="Account id",
        null=True,
        blank=True,
        help_text="The key of the page that it is about; no foreign key holds it.",
    )
    payload_hash = models.CharField(
        verbose_name="Payload hash", max_length=64, help_text="The SHA-256 of the body, in hexadecimal."
    )
    processed = models.BooleanField(
        verbose_name="Processed",
        default=False,
        help_text="Written by process(), in one transaction with what the caller does.",
    )
    processing_attempts = models.IntegerField(
        verbose_name="Processing attempts", default=0, help_text="Counted by process(), those that failed too."
    )
    last_error = models.TextField(
        verbose_name="Last error",
        null=True,
        blank=True,
        help_text="The type of the exception; empty once it is processed.",
    )
    received_at = models.DateTimeField(
        verbose_name="Received at", default=timezone.now, help_text="When the webhook came first."
    )
    processed_at = models.DateTimeField(
        verbose_name="Processed at", null=True, blank=True, help_text="Empty while the webhook waits."
    )

    objects = SocialInboxQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("integra", "social_inbox")
        indexes = [
            Index(fields=["platform", "received_at"], name="ix_social_inbox_platform_received"),
            Index(fields=["processed"], name="ix_social_inbox_processed"),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_type} of {self.get_platform_display()}, {moment(self.received_at)}"
