"""Admin of customers, chefs, bookings, conversations and reviews.

Columns that the platform encrypts are neither shown nor editable. Only the platform adds rows that need them.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.admin._outcomes import move_action, row_action
from agent360_models.hibachi.core.models import (
    Booking,
    Chef,
    Customer,
    Message,
    MessageThread,
    PricingTier,
    Review,
    SocialAccount,
    SocialIdentity,
    SocialMessage,
    SocialThread,
)
from agent360_models.hibachi.exceptions import ChefUnavailableError


@register(Customer)
class CustomerAdmin(FamilyAdmin):
    """Find a customer by name."""

    list_display = ("__str__", "station", "consent_sms", "consent_email", "created_at", "deleted_at")
    list_filter = ("consent_sms", "consent_email", "created_at")
    search_fields = ("first_name", "last_name")


@register(Chef)
class ChefAdmin(FamilyAdmin):
    """Find a chef by name."""

    list_display = ("name", "zones", "skills", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "email__exact")


@register(PricingTier)
class PricingTierAdmin(FamilyAdmin):
    """Find a tier by its name."""

    list_display = ("name", "level", "base_price", "price_per_guest", "min_guests", "max_guests", "is_active")
    list_filter = ("level", "is_active")
    search_fields = ("name",)


@register(Booking)
class BookingAdmin(FamilyAdmin):
    """Find a booking by the customer's name; the actions change its status."""

    list_display = ("__str__", "customer", "station", "chef", "total_due_cents", "deposit_due_cents")
    list_filter = ("status", "hold_on_request", "date")
    search_fields = ("customer__first_name", "customer__last_name", "id__exact")
    actions = ("wait_for_deposit", "confirm", "complete", "cancel", "report_no_show", "release")
    wait_for_deposit = move_action("Wait for the deposit", Booking.Status.DEPOSIT_PENDING)
    complete = move_action("Complete", Booking.Status.COMPLETED)
    cancel = move_action("Cancel", Booking.Status.CANCELLED)
    report_no_show = move_action("Report as no-show", Booking.Status.NO_SHOW)
    release = row_action("Release the hold", "Released", lambda booking: booking.release())

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form again with an error if another booking took the slot during the save."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ChefUnavailableError:
            # The transaction is rolled back, so validation now sees the other booking.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Booking, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Write only the fields that the form changed; a concurrent status change survives."""
        if form.changed_data:
            with obj.taking_slot():
                obj.save(update_fields=[*form.changed_data, "updated_at"])

    @admin.action(description="Confirm", permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        """Confirm bookings whose deposit arrived, as reported by the user."""
        status, by = Booking.Status.CONFIRMED, request.user.get_username()
        done = f"Moved to {status.label}"
        self.do_for_each(request, queryset, done, lambda booking: booking.transition_to(status, by=by))


@register(MessageThread)
class MessageThreadAdmin(FamilyAdmin):
    """Find a thread by the customer's name."""

    list_display = ("__str__", "customer", "status", "ai_mode", "last_message_at")
    list_filter = ("status", "channel", "last_message_at")
    search_fields = ("customer__first_name", "customer__last_name")


@register(Message)
class MessageAdmin(LogAdmin):
    """Find the messages of a thread by its id; messages are read-only."""

    list_display = ("__str__", "content", "thread", "sender_type")
    list_filter = ("direction", "sender_type", "created_at")
    search_fields = ("thread__id__exact",)


@register(SocialAccount)
class SocialAccountAdmin(FamilyAdmin):
    """Find a page by its name or by its id on the platform."""

    list_display = ("page_name", "platform", "handle", "is_active", "last_sync_at")
    list_filter = ("platform", "is_active")
    search_fields = ("page_name", "page_id__exact")


@register(SocialIdentity)
class SocialIdentityAdmin(FamilyAdmin):
    """Find a person by handle."""

    list_display = ("__str__", "confidence_score", "verification_status", "last_active_at")
    list_filter = ("platform", "verification_status")
    search_fields = ("handle__exact",)


@register(SocialThread)
class SocialThreadAdmin(FamilyAdmin):
    """Find a conversation by the platform's id."""

    list_display = ("__str__", "account", "customer", "status", "priority", "unread_count", "last_message_at")
    list_filter = ("platform", "status", "last_message_at")
    search_fields = ("thread_ref__exact",)


@register(SocialMessage)
class SocialMessageAdmin(LogAdmin):
    """Find a message by the platform's id. Only code adds messages, since it also updates the thread's counts."""

    list_display = ("__str__", "thread", "requires_approval")
    list_filter = ("direction", "kind", "requires_approval", "created_at")
    search_fields = ("message_ref__exact",)


@register(Review)
class ReviewAdmin(FamilyAdmin):
    """Find a review by the platform's id; the actions record how the business handled the review."""

    list_display = ("__str__", "status", "customer", "response_due_at", "responded_at")
    list_filter = ("platform", "status", "rating", "created_at")
    search_fields = ("review_ref__exact",)
    actions = ("acknowledge", "respond", "close")
    acknowledge = row_action("Acknowledge", "Moved to Acknowledged", lambda review: review.acknowledge())
    respond = row_action("Report as answered", "Moved to Responded", lambda review: review.respond())
    close = row_action("Close", "Moved to Closed", lambda review: review.close())
