"""Admin of customers, chefs, bookings and their money, conversations and reviews."""

from agent360_models.db.admin import FamilyAdmin, register
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
    """Find a booking by the customer's name or the whole e-mail address."""

    list_display = ("id", "status", "customer", "station", "chef", "starts_at", "guests", "total_amount", "amount_paid")
    list_filter = ("status", "source", "starts_at")
    search_fields = ("customer__last_name", "customer__email__iexact")
    raw_id_fields = ("customer", "station", "chef", "pricing_tier")


@register(Payment)
class PaymentAdmin(FamilyAdmin):
    """Find a payment by the provider's reference."""

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

    list_display = ("id", "customer", "rating", "title", "status", "moderated_by", "moderated_at")
    list_filter = ("status", "rating", "created_at")
    search_fields = ("customer__last_name",)
    raw_id_fields = ("booking", "customer")
