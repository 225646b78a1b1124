"""The project's existing models, whose names are kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model as DjangoModel

from agent360_models.catalog import Schemas, TypeName
from agent360_models.fields._flat import element_of
from agent360_models.names import split


@dataclass(frozen=True, slots=True)
class Existing:
    """The installed models, with those of the requested apps first."""

    models: Sequence[type[DjangoModel]] = ()

    @classmethod
    def of_project(cls, labels: Collection[str]) -> "Existing":
        """Return the models of all installed apps, including automatic many-to-many tables."""
        found = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
        return cls(sorted(found, key=lambda model: model._meta.app_label not in labels))

    def by_relation(self, schemas: Schemas) -> dict[TypeName, type[DjangoModel]]:
        visible = {one.table.name: one.table.schema for one in schemas.relations if one.is_visible}
        found: dict[TypeName, type[DjangoModel]] = {}
        for model in self.models:
            schema, name = split(model._meta.db_table)
            schema = schema or visible.get(name)
            if schema is not None:
                found.setdefault((schema, name), model)
        return found

    def enums(self) -> dict[tuple[str | None, str], Any]:
        """Return the enums by schema and name of their type, as fields name it; those of the first models win."""
        return {
            (field.schema, field.type_name): field.enum
            for model in reversed(self.models)
            for field in map(element_of, model._meta.local_fields)
            if hasattr(field, "type_name") and hasattr(field, "enum")
        }
