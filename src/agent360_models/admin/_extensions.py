"""The part of every ``ModelAdmin`` that shows the columns of extensions on the form of their row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from agent360_models import conf
from agent360_models.admin._hidden import WithoutSecrets
from agent360_models.admin._present import PresentAdmin
from agent360_models.extensions import extensions_of

if TYPE_CHECKING:
    # Django's class takes no parameter at run time.
    _StackedInline = admin.StackedInline[Any, Any]
else:
    _StackedInline = admin.StackedInline


class _ExtensionInline(WithoutSecrets, _StackedInline):
    """The columns of one extension of the page's row."""

    can_delete = False
    max_num = min_num = 1

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse if the app of the table is read-only."""
        return not conf.is_read_only(self.parent_model._meta.app_label) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow what a change allows, since no row is added."""
        return self.has_change_permission(request, obj)


class ExtendedAdmin(PresentAdmin):
    """Shows the fields of extensions below the model's fields."""

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> list[Any]:
        """Add an inline for each extension without one."""
        inlines = super().get_inlines(request, obj)
        shown = {inline.model for inline in inlines}
        return [
            *inlines,
            *(
                type(f"{extension.__name__}Inline", (_ExtensionInline,), {"model": extension})
                for extension in extensions_of(self.model)
                if extension not in shown
            ),
        ]
