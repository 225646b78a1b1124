"""Form fields for labels of an ENUM type, in which a row can keep a label that the enum does not know."""

import copy
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField

from agent360_models.fields._flat import flat


class LabelField(forms.TypedChoiceField):
    """One label. The value that the form begins with is a choice too: a browser would otherwise choose another."""

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Add what the form begins with, which Django asks for before it shows or cleans the form."""
        self.choices = _with(self.choices, form.get_initial_for_field(self, field_name))
        return super().get_bound_field(form, field_name)


class LabelsField(SimpleArrayField):
    """An array of labels as text. Labels that the form begins with are good ones too."""

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Add what the form begins with, in a copy: all forms of a class share the field of the elements."""
        self.base_field = _accepting(self.base_field, form.get_initial_for_field(self, field_name))
        return super().get_bound_field(form, field_name)


def _accepting(field: Any, labels: Any) -> Any:
    field = copy.deepcopy(field)
    if isinstance(field, SimpleArrayField):
        field.base_field = _accepting(field.base_field, labels)
    elif isinstance(field, forms.ChoiceField):
        field.choices = _with(field.choices, labels)
    return field


def _with(choices: Any, labels: Any) -> list[Any]:
    known = {str(label) for label, _ in choices}
    more = {str(label): None for label in flat(labels) if label not in ("", None)}
    return [*choices, *((label, label) for label in more if label not in known)]
