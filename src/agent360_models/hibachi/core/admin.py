"""Admin of customers, chefs, bookings and their money, conversations and reviews."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.core.models import (
    Booking,
    Chef,
    ChefTimeOff,
    Customer,
    Message,
    MessageThread,
    Payment,
    PricingTier,
    Review,
    SocialThread,
)
from agent360_models.hibachi.exceptions import ChefUnavailableError

__all__ = [
    "BookingAdmin",
    "ChefAdmin",
    "ChefTimeOffAdmin",
    "CustomerAdmin",
    "MessageAdmin",
    "MessageThreadAdmin",
    "PaymentAdmin",
    "PricingTierAdmin",
    "ReviewAdmin",
    "SocialThreadAdmin",
]


@register(Customer)
class CustomerAdmin(FamilyAdmin):
    """Find a customer by name, or by the whole e-mail address or phone number."""

    list_display = ("__str__", "station", "preferred_channel", "created_at")
    list_filter = ("preferred_channel", "created_at")
    search_fields = ("last_name", "email__iexact", "phone__exact")
    raw_id_fields = ("station",)


@register(Chef)
class ChefAdmin(FamilyAdmin):
    """Find a chef by name."""

    list_display = ("__str__", "station", "status", "skills", "max_guests")
    list_filter = ("status",)
    search_fields = ("last_name", "first_name", "email__exact")
    raw_id_fields = ("station",)


@register(ChefTimeOff)
class ChefTimeOffAdmin(FamilyAdmin):
    """Find the time off of a chef by the chef's name."""

    list_display = ("id", "chef", "kind", "starts_at", "ends_at")
    list_filter = ("kind", "starts_at")
    search_fields = ("chef__last_name", "chef__first_name")
    raw_id_fields = ("chef",)


@register(PricingTier)
class PricingTierAdmin(FamilyAdmin):
    """Find a tier by its name."""

    list_display = ("name", "level", "price_per_adult", "price_per_child", "minimum_total", "is_active")
    list_filter = ("level", "is_active")
    search_fields = ("name",)


@register(Booking)
class BookingAdmin(FamilyAdmin):
    """Find a booking by the customer's name or the whole e-mail address; the actions move it from step to step.

    Payments are left to code, which has the provider's references.
    """

    list_display = ("id", "status", "customer", "station", "chef", "starts_at", "guests", "total_amount", "amount_paid")
    list_filter = ("status", "source", "starts_at")
    search_fields = ("customer__last_name", "customer__email__iexact")
    raw_id_fields = ("customer", "station", "chef", "pricing_tier")
    actions = ("offer", "confirm", "complete", "cancel", "report_no_show")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form again, with its error, where somebody took the chef's time while it was being saved."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ChefUnavailableError:
            # The transaction is rolled back, and the form now sees the other booking.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Booking, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Write what the form changed and nothing else, so that a step taken meanwhile stands."""
        with obj.taking_chef_time():
            if not change:
                super().save_model(request, obj, form, change)
            elif form.changed_data:
                obj.save(update_fields=[*form.changed_data, "updated_at"])

    @admin.action(description="Wait for the deposit", permissions=["change"])
    def offer(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        """Move requests to waiting for the deposit."""
        self._move(request, queryset, Booking.Status.DEPOSIT_PENDING)

    @admin.action(description="Confirm", permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        """Confirm those whose deposit is there."""
        self._move(request, queryset, Booking.Status.CONFIRMED)

    @admin.action(description="Complete", permissions=["change"])
    def complete(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        """Complete those that took place."""
        self._move(request, queryset, Booking.Status.COMPLETED)

    @admin.action(description="Cancel", permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        """Cancel; code gives a better reason."""
        self._move(request, queryset, Booking.Status.CANCELLED, reason="Cancelled in the admin.")

    @admin.action(description="Report as no show", permissions=["change"])
    def report_no_show(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        """Close those at which nobody was there."""
        self._move(request, queryset, Booking.Status.NO_SHOW)

    def _move(
        self, request: HttpRequest, queryset: QuerySet[Booking], status: Booking.Status, *, reason: str | None = None
    ) -> None:
        """Take the step for each row on its own."""
        _for_each(self, request, queryset, status.label, lambda booking: booking.transition_to(status, reason=reason))


@register(Payment)
class PaymentAdmin(LogAdmin):
    """Find a payment by the provider's reference. Only code records them, beside what is paid of the booking."""

    list_display = ("id", "booking", "kind", "provider", "amount", "paid_at")
    list_filter = ("kind", "provider", "paid_at")
    search_fields = ("reference__exact",)
    raw_id_fields = ("booking",)


@register(MessageThread)
class MessageThreadAdmin(FamilyAdmin):
    """Find a thread by the customer's name."""

    list_display = ("id", "customer", "channel", "status", "unread_count", "last_message_at")
    list_filter = ("status", "channel", "last_message_at")
    search_fields = ("customer__last_name",)
    raw_id_fields = ("customer", "booking")


@register(Message)
class MessageAdmin(FamilyAdmin):
    """Find a message by the provider's id."""

    list_display = ("id", "thread", "direction", "status", "author", "sent_at")
    list_filter = ("direction", "status", "sent_at")
    search_fields = ("external_id__exact",)
    raw_id_fields = ("thread", "author")

    def save_model(self, request: HttpRequest, obj: Message, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Post a new message, so that its thread stays in step."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            columns = {name: value for name, value in form.cleaned_data.items() if name != "thread"}
            obj.thread.post(id=obj.pk, **columns)


@register(SocialThread)
class SocialThreadAdmin(FamilyAdmin):
    """Find a conversation by the platform's id."""

    list_display = ("id", "social_account", "kind", "status", "customer", "last_message_at")
    list_filter = ("kind", "status", "last_message_at")
    search_fields = ("external_id__exact",)
    raw_id_fields = ("social_account", "customer")


@register(Review)
class ReviewAdmin(FamilyAdmin):
    """Find a review by the customer's name."""

    list_display = ("id", "customer", "rating", "status", "moderated_by", "moderated_at")
    list_filter = ("status", "rating", "created_at")
    search_fields = ("customer__last_name",)
    raw_id_fields = ("booking", "customer")
    actions = ("approve", "reject")

    @admin.action(description="Approve", permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Review]) -> None:
        """Let them be shown."""
        _for_each(self, request, queryset, Review.Status.APPROVED.label, lambda review: review.approve())

    @admin.action(description="Reject", permissions=["change"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Review]) -> None:
        """Keep them from being shown; code gives a better reason."""
        _for_each(
            self,
            request,
            queryset,
            Review.Status.REJECTED.label,
            lambda review: review.reject(reason="Rejected in the admin."),
        )


def _for_each(
    model_admin: FamilyAdmin,
    request: HttpRequest,
    queryset: QuerySet[Any],
    label: str,
    move: Callable[[Any], None],
) -> None:
    """Move each row on its own, and say how many were moved, and why the others were not."""
    moved = 0
    for row in queryset.order_by("pk"):
        try:
            move(row)
        except (IllegalTransitionError, ChefUnavailableError) as error:
            model_admin.message_user(request, str(error), messages.ERROR)
        else:
            moved += 1
            model_admin.log_change(request, row, f"Moved to {label}.")
    if moved:
        model_admin.message_user(request, f"Moved to {label}: {moved}.", messages.SUCCESS)
