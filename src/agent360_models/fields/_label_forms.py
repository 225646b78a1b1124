"""Form fields for ENUM labels, in which a row can keep a label that the Python enum does not know."""

import copy
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField

from agent360_models.fields._flat import flat


class LabelField(forms.TypedChoiceField):
    """A field for one label. The initial value is always a choice, else a browser would preselect another one."""

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Add the initial value to the choices; Django calls this before it shows or cleans the form."""
        self.choices = _with(self.choices, form.get_initial_for_field(self, field_name))
        return super().get_bound_field(form, field_name)


class LabelsField(SimpleArrayField):
    """A field for an array of labels as text. Labels of the initial value are valid too."""

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Add the initial labels to a copy of the element field, which all forms of a class share."""
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
