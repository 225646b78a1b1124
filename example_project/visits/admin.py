"""Admin of visits."""

from django.contrib import admin

from visits.models import Visit


@admin.register(Visit)
class VisitAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    """Visits, whose account is found by typing a part of its name: the library's admin of accounts has a search."""

    list_display = ("day", "account", "note")
    list_select_related = ("account",)
    autocomplete_fields = ("account",)
    search_fields = ("account__acc_name", "note")
