"""The part of every ``ModelAdmin`` that sums up how an action went: one line for each outcome, with names of rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model
from django.http import HttpRequest

from agent360_models.admin._related import RelatedAdmin
from agent360_models.exceptions import Agent360ModelsError

_NAMED = 3  # rows of an outcome that are named
_REASONS = 3  # that have a line of their own


class OutcomesAdmin(RelatedAdmin):
    """Does something with each row that is selected, and tells it in few lines however many rows there are."""

    def do_for_each(
        self, request: HttpRequest, rows: Iterable[Any], done: str, do: Callable[[Any], str | None]
    ) -> None:
        """Do something with each row on its own; say with which it was done, and why not with the others.

        ``done`` says what was done, such as ``Moved to Confirmed``, and is written to the history of the row.
        ``do`` may return more to say. An error of this library, a ``ValidationError`` and an ``ImproperlyConfigured``
        are the reason why it was not done.
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
        """Do something with all rows by one statement, which returns how many rows were fit for it, and tell both."""
        selected = self.named([str(row) for row in rows[:_NAMED]], rows.count())
        count = do(rows)
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, f"{done}: {count}. Selected: {selected}.", level)

    def named(self, names: list[str], count: int) -> str:
        """Return how many rows there are, and the names of the first: ``48 bookings (this, that and 46 more)``."""
        if count == 1:
            return names[0]
        more = f" and {count - _NAMED} more" if count > _NAMED else ""
        return f"{count} {self.opts.verbose_name_plural} ({', '.join(names[:_NAMED])}{more})"


def _reason(error: Exception, row: Model) -> str:
    """Return what an error says, without the key of the row that it begins with: many rows have one reason."""
    text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return re.sub(rf"^[\w. ]+? {re.escape(str(row.pk))}(?!\w):? *", "", text)
