"""Rows with a JSON document in addition to their columns."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import F, Func, JSONField, TextField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import In

from agent360_models.base._combination import CooperativeModel, get_field
from agent360_models.exceptions import MetadataPathError

__all__ = ["MetadataModel"]


class MetadataModel(CooperativeModel):
    """A row with a JSON object for data without a column, accessed by dotted paths such as ``"billing.plan"``."""

    metadata = models.JSONField(
        verbose_name="Metadata",
        default=dict,
        blank=True,
        help_text="A JSON object for what has no column, reached by dotted paths such as billing.plan.",
    )

    class Meta:
        abstract = True

    def get_meta(self, path: str, default: Any = None) -> Any:
        """Return the value at ``path`` in this instance, or ``default`` if the path does not exist."""
        found = self.metadata
        for key in _keys(path):
            if not isinstance(found, dict) or key not in found:
                return default
            found = found[key]
        return found

    def set_meta(self, path: str, value: Any, *, using: str | None = None) -> None:
        """Set one key in the database at once, creating the objects on the way to it.

        The database changes only this key, so concurrent writes of different keys are all kept. Then ``metadata`` is
        reloaded. In an unsaved row the key is set only in the instance.

        Raises ``ValueError`` for a path with an empty key, ``MetadataPathError`` if a key on the way is not an object,
        and ``DoesNotExist`` for a deleted row.
        """
        keys = _keys(path)
        if self.is_unstored:
            self._set_here(keys, value)
            return
        alias = self.alias_to_write(using)
        row = type(self)._base_manager.using(alias).filter(pk=self.pk)
        holders = [_at(keys[:depth]) for depth in range(len(keys))]
        value = Cast(Value(value, output_field=get_field(type(self), "metadata")), JSONField())
        for key, holder in reversed([*zip(keys, holders, strict=True)]):
            value = _with(holder, key, value)
        along = {name: getattr(self, name) for name in self.fill_own_fields()}
        if not row.filter(*map(_can_hold, holders)).update(metadata=value, **along):
            row.only("pk").get()
            raise self._refusal(path)
        self.refresh_from_db(using=alias, fields=["metadata"])

    set_meta.alters_data = True  # type: ignore[attr-defined]

    def _set_here(self, keys: Sequence[str], value: Any) -> None:
        holder = self.metadata
        for key in keys[:-1]:
            if holder.get(key) is None:
                holder[key] = {}
            holder = holder[key]
            if not isinstance(holder, dict):
                raise self._refusal(".".join(keys))
        holder[keys[-1]] = value

    def _refusal(self, path: str) -> MetadataPathError:
        return MetadataPathError(
            f"{self._meta.label} {self.pk}: {path!r} cannot be set in the metadata, because a key on the way to it"
            " is not an object."
        )


def _keys(path: str) -> list[str]:
    keys = path.split(".")
    if not all(keys):
        raise ValueError(f"{path!r} is not a path: write keys with dots between them.")
    return keys


def _at(keys: Sequence[str]) -> Any:
    path = [Cast(Value(key), TextField()) for key in keys]
    document = F("metadata")
    return Func(document, *path, function="jsonb_extract_path", output_field=JSONField()) if path else document


def _can_hold(holder: Any) -> Any:
    """Return the condition that a value is an object, JSON null or missing."""
    kind = Func(holder, template="COALESCE(jsonb_typeof(%(expressions)s), 'null')", output_field=TextField())
    return In(kind, ["object", "null"])


def _with(holder: Any, key: str, value: Any) -> Any:
    """Return the object in ``holder``, or a new object, with the value under the key."""
    known = Func(holder, template="COALESCE(NULLIF(%(expressions)s, 'null'::jsonb), '{}'::jsonb)")
    entry = Func(Cast(Value(key), TextField()), value, function="jsonb_build_object")
    return Func(known, entry, template="(%(expressions)s)", arg_joiner=" || ", output_field=JSONField())
