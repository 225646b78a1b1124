"""Automations, the versions of their workflows, and their triggers."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar, Unpack
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q

from agent360_models.automate import graphs
from agent360_models.automate.core import _filters
from agent360_models.automate.core.querysets import AutomationQuerySet, TriggerQuerySet, WorkflowQuerySet
from agent360_models.automate.keys import KeyedModel
from agent360_models.base import SluggedModel, TimeStampedModel
from agent360_models.base._combination import CooperativeModel, SaveOptions
from agent360_models.fields import DocumentField
from agent360_models.indexes import Index
from agent360_models.units import moment

if TYPE_CHECKING:
    from agent360_models.automate.core.models.events import Event

__all__ = ["Automation", "Trigger", "Workflow"]


class Automation(KeyedModel, SluggedModel, TimeStampedModel):
    """An automation; written by the person who sets it up. Its workflows define what it does."""

    name = models.CharField(verbose_name="Name", max_length=200, help_text="For people; the slug is made of it.")
    enabled = models.BooleanField(verbose_name="Enabled", default=True, help_text="When off, its triggers never match.")
    config = DocumentField(verbose_name="Configuration", default=dict, blank=True, help_text="The project's own.")

    objects = AutomationQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_automation"

    def __str__(self) -> str:
        return self.name


class Workflow(KeyedModel, CooperativeModel):
    """One version of an automation's graph; written in the graph editor. At most one version is live.

    Class attributes:
        node_types: the node types that a graph may have; by default, the types of ``graphs.register()``.
    """

    node_types: ClassVar[graphs.NodeTypes] = graphs.node_types

    automation = models.ForeignKey(
        "automate_core.Automation",
        verbose_name="Automation",
        on_delete=models.CASCADE,
        db_index=False,
        related_name="workflows",
        help_text="One of its versions at most is live. Deleting it deletes them.",
    )
    version = models.IntegerField(
        verbose_name="Version", blank=True, help_text="Counts from 1 within the automation. Empty: the next one."
    )
    graph = DocumentField(
        verbose_name="Graph", default=dict, help_text="Nodes and edges, as the README of the app tells."
    )
    is_live = models.BooleanField(
        verbose_name="Live",
        default=False,
        editable=False,
        help_text="The version that runs; make_live() switches to it.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at", auto_now_add=True, help_text="When the version was first saved."
    )

    objects = WorkflowQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_workflow"
        constraints = [
            models.UniqueConstraint(fields=["automation", "version"], name="automate_core_workflow_version"),
            models.UniqueConstraint(
                fields=["automation"], condition=Q(is_live=True), name="automate_core_workflow_live_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.version}, {moment(self.created_at)}"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Validate the graph together with the fields; its faults are errors of the field ``graph``."""
        super().clean_fields(exclude=exclude)
        if "graph" not in (exclude or ()):
            self.validate()

    def validate(self) -> None:
        """Raise one ``ValidationError`` that lists every fault of the graph."""
        try:
            graphs.validate(self.graph, self.node_types)
        except ValidationError as error:
            raise ValidationError({"graph": error}) from error

    def compile(self) -> graphs.Plan:
        """Return the graph as a plan: its nodes in execution order.

        Raises ``ValidationError`` like ``validate()``.
        """
        self.validate()
        return graphs.compile_graph(self.graph)

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the version; without a number, it gets the automation's next one."""
        if self.version is not None:
            super().save(**options)
            return
        alias = options["using"] = self.alias_to_write(options.get("using"))  # type: ignore[unreachable]  # blank is None
        try:
            with transaction.atomic(using=alias):  # concurrent saves are numbered one after the other
                _lock(self.automation_id, alias)
                siblings = Workflow._base_manager.using(alias).filter(automation=self.automation_id)
                self.version = (siblings.aggregate(last=Max("version"))["last"] or 0) + 1
                super().save(**options)
        except BaseException:
            self.version = None
            raise

    def make_live(self, *, using: str | None = None) -> None:
        """Make this version, as stored, the live version of its automation, if its graph is valid.

        Raises ``ValidationError`` like ``validate()``.
        """
        alias = self.alias_to_write(using)
        versions = type(self)._base_manager.using(alias)
        with transaction.atomic(using=alias):  # readers never see two live versions or none
            _lock(self.automation_id, alias)
            versions.get(pk=self.pk).validate()
            versions.filter(automation=self.automation_id, is_live=True).exclude(pk=self.pk).update(is_live=False)
            versions.filter(pk=self.pk).update(is_live=True)
        self.refresh_from_db(using=alias, fields=["is_live"])

    make_live.alters_data = True  # type: ignore[attr-defined]


def _lock(automation: UUID, using: str) -> None:
    """Keep other sessions from numbering or switching versions of an automation until the transaction ends."""
    Automation._base_manager.using(using).select_for_update(no_key=True).get(pk=automation)


class Trigger(KeyedModel, TimeStampedModel):
    """A rule for which events start an automation, and which values it takes from them; set up by a person."""

    automation = models.ForeignKey(
        "automate_core.Automation",
        verbose_name="Automation",
        on_delete=models.CASCADE,
        db_index=False,
        related_name="triggers",
        help_text="Started by matching events while it is enabled.",
    )
    type = models.CharField(verbose_name="Type", max_length=100, help_text="The type of event, such as order.paid.")
    config = DocumentField(
        verbose_name="Configuration",
        default=dict,
        blank=True,
        help_text='{"payload": {name: path}} names what is taken from an event; other keys are the project\'s own.',
    )
    filters = DocumentField(
        verbose_name="Filters",
        default=dict,
        blank=True,
        help_text="For each dotted path in the payload the value, or values, that it may have.",
    )

    objects = TriggerQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_trigger"
        indexes = [
            Index(fields=["automation"], name="automate_core_trigger_automation"),
            Index(fields=["type"], name="automate_core_trigger_type"),
        ]

    def __str__(self) -> str:
        return f"{self.type} trigger of {moment(self.created_at)}"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Validate filters and config together with the fields, as errors of these fields."""
        super().clean_fields(exclude=exclude)
        self._validate(*{"config", "filters"}.difference(exclude or ()))

    def matches(self, event: "Event") -> bool:
        """Tell whether an event has this type and passes the filters, and the automation is enabled.

        Raises ``ValidationError`` for malformed filters.
        """
        self._validate("filters")
        return event.type == self.type and _filters.match(self.filters, event.payload) and self.automation.enabled

    def extract_payload(self, event: "Event") -> Any:
        """Return the part of an event's payload that the automation gets: the values in ``config``, or all.

        Raises ``ValidationError`` for a malformed config.
        """
        self._validate("config")
        return _filters.extract(self.config, event.payload)

    def _validate(self, *names: str) -> None:
        rules = {"config": _filters.faults_of_config, "filters": _filters.faults_of_filters}
        found = {name: list(rules[name](getattr(self, name))) for name in names}
        if any(found.values()):
            raise ValidationError({name: faults for name, faults in found.items() if faults})
