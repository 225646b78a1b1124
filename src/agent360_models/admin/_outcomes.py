"""The part of every ``ModelAdmin`` that reports an action: one line per outcome, with row names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Choices, Model, QuerySet
from django.http import HttpRequest

from agent360_models.admin._related import RelatedAdmin
from agent360_models.exceptions import Agent360ModelsError

_NAMED = 3  # rows named per outcome
_REASONS = 3  # reasons with a separate line


def row_action(title: str, done: str, do: Callable[[Any], str | None]) -> Any:
    """Return a list action that runs ``do`` for each selected row; see ``OutcomesAdmin.do_for_each()``."""

    @admin.action(description=title, permissions=["change"])
    def run(self: OutcomesAdmin, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self.do_for_each(request, rows.order_by("pk"), done, do)

    return run


def move_action(title: str, status: Choices) -> Any:
    """Return a list action that moves each selected row to a status by ``transition_to()``."""
    return row_action(title, f"Moved to {status.label}", lambda row: row.transition_to(status))


def set_action(title: str, done: str, do: Callable[[Any], int]) -> Any:
    """Return a list action that runs ``do`` once for all selected rows; see ``OutcomesAdmin.do_together()``."""

    @admin.action(description=title, permissions=["change"])
    def run(self: OutcomesAdmin, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self.do_together(request, rows, done, do)

    return run


class OutcomesAdmin(RelatedAdmin):
    """Runs an action on each selected row, and reports it in few lines for any number of rows."""

    def do_for_each(
        self, request: HttpRequest, rows: Iterable[Any], done: str, do: Callable[[Any], str | None]
    ) -> None:
        """Run ``do`` for each row; report the rows that succeeded, and why the others failed.

        ``done`` describes the action, such as ``Moved to Confirmed``, and is written to the row's history. ``do`` may
        return a further message. Errors of this library, ``ValidationError`` and ``ImproperlyConfigured`` are reported
        as reasons.
        """
        outcomes: dict[tuple[bool, str], list[str]] = {}
        for row in rows:
            try:
                outcome = True, do(row) or ""
            except (Agent360ModelsError, ValidationError, ImproperlyConfigured) as error:
                outcome = False, _reason(error, row)
                if outcome not in outcomes and sum(not was_done for was_done, _ in outcomes) >= _REASONS:
                    outcome = False, "for other reasons."
            else:
                self.log_change(request, row, f"{done}.")
            outcomes.setdefault(outcome, []).append(str(row))
        for (was_done, said), names in sorted(outcomes.items(), key=lambda outcome: not outcome[0][0]):
            rows_met = self.named(names, len(names))
            text = f"{done}: {rows_met}. {said}".rstrip() if was_done else f"Not done: {rows_met}: {said}"
            self.message_user(request, text, messages.SUCCESS if was_done else messages.ERROR)

    def do_together(self, request: HttpRequest, rows: Any, done: str, do: Callable[[Any], int]) -> None:
        """Run ``do`` once for all rows; report the number that it returns and the number of selected rows."""
        selected = self.named([str(row) for row in rows[:_NAMED]], rows.count())
        count = do(rows)
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, f"{done}: {count}. Selected: {selected}.", level)

    def named(self, names: list[str], count: int) -> str:
        """Return the number of rows with the first names: ``48 bookings (this, that, another and 45 more)``."""
        if count == 1:
            return names[0]
        more = f" and {count - _NAMED} more" if count > _NAMED else ""
        return f"{count} {self.opts.verbose_name_plural} ({', '.join(names[:_NAMED])}{more})"


def _reason(error: Exception, row: Model) -> str:
    """Return an error's text without the leading key of the row, so that equal reasons can be grouped."""
    text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return re.sub(rf"^[\w. ]+? {re.escape(str(row.pk))}(?!\w):? *", "", text)
