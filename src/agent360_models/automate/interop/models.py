"""Mappings from other platforms, and templates of workflows."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from agent360_models.automate import graphs
from agent360_models.automate.interop import _templates, _transforms
from agent360_models.automate.keys import KeyedModel
from agent360_models.base import TimeStampedModel
from agent360_models.bulk import BulkQuerySet
from agent360_models.fields.document import DocumentField, faults
from agent360_models.indexes import Index

__all__ = ["InteropMapping", "TemplateCollection", "TemplateWorkflow"]


class InteropMapping(KeyedModel):
    """Rules that convert another platform's documents to ours; written by the person who connects the two."""

    source_platform = models.CharField(
        verbose_name="Source platform", max_length=100, help_text="Where documents come from, such as zapier."
    )
    target = models.CharField(verbose_name="Target", max_length=200, help_text="What they become, such as crm.contact.")
    transform = DocumentField(
        verbose_name="Transform", default=dict, help_text="Rules by path in the target, as the README of the app tells."
    )

    objects = BulkQuerySet["InteropMapping"].as_manager()

    class Meta:
        managed = True
        db_table = "automate_interop_interopmapping"
        constraints = [
            models.UniqueConstraint(fields=["source_platform", "target"], name="automate_interop_interopmapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.source_platform} to {self.target}"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Validate the transform together with the fields, as an error of its field."""
        super().clean_fields(exclude=exclude)
        if "transform" not in (exclude or ()):
            self._validate()

    def apply(self, document: Any) -> dict[str, Any]:
        """Return a document of the platform converted to ours.

        Raises ``ValidationError`` for a malformed transform, for a document that cannot be stored as JSON, and for a
        value that cannot be cast. The message names the rule, not the value.
        """
        self._validate()
        if found := faults(document):
            raise ValidationError(found)
        return _transforms.apply(self.transform, document)

    def _validate(self) -> None:
        if found := faults(self.transform) or list(_transforms.faults(self.transform)):
            raise ValidationError({"transform": found})


class TemplateCollection(KeyedModel):
    """A collection of templates; written by their publisher."""

    name = models.CharField(verbose_name="Name", max_length=200)
    description = models.TextField(verbose_name="Description", blank=True)

    objects = BulkQuerySet["TemplateCollection"].as_manager()

    class Meta:
        managed = True
        db_table = "automate_interop_templatecollection"

    def __str__(self) -> str:
        return self.name


class TemplateWorkflow(KeyedModel, TimeStampedModel):
    """A graph with placeholders, from which workflows are created; written by its publisher.

    Class attributes:
        node_types: the node types that a graph may have; by default, the types of ``graphs.register()``.
    """

    node_types: ClassVar[graphs.NodeTypes] = graphs.node_types

    collection = models.ForeignKey(
        "automate_interop.TemplateCollection",
        verbose_name="Collection",
        on_delete=models.CASCADE,
        db_index=False,
        related_name="workflows",
        help_text="Templates that belong together; deleting it deletes them.",
    )
    name = models.CharField(verbose_name="Name", max_length=200)
    graph = DocumentField(
        verbose_name="Graph", default=dict, help_text="A graph; {{ name }} in its config and values is filled in."
    )
    variables = DocumentField(
        verbose_name="Variables",
        default=dict,
        blank=True,
        help_text='{name: {"description": ..., "default": ...}}; without a default the variable is required.',
    )

    objects = BulkQuerySet["TemplateWorkflow"].as_manager()

    class Meta:
        managed = True
        db_table = "automate_interop_templateworkflow"
        indexes = [Index(fields=["collection"], name="automate_interop_templateworkflow_collection")]

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Validate graph and variables together with the fields."""
        super().clean_fields(exclude=exclude)
        if not {"graph", "variables"} & set(exclude or ()):
            self._validate()

    def instantiate(self, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the graph with the variables filled in, for a new workflow.

        Raises ``ValidationError`` that lists missing and unknown variables, and all faults of the resulting graph.
        """
        self._validate()
        graph = _templates.fill(self.graph, self.variables, dict(variables or {}))
        graphs.validate(graph, self.node_types)
        return graph

    def _validate(self) -> None:
        errors: dict[str, Any] = {}
        if found := faults(self.variables) or list(_templates.faults_of_variables(self.variables)):
            errors["variables"] = found
        try:
            graphs.validate(self.graph, self.node_types)
        except ValidationError as error:
            errors["graph"] = error
        else:
            if not found and (unknown := _templates.unknown_names(self.graph, self.variables)):
                errors["graph"] = [f"It uses variables that are not declared: {', '.join(unknown)}."]
        if errors:
            raise ValidationError(errors)
