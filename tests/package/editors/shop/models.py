"""Models of a project: base models, alone and together, and managers of each kind."""

from django.db import models

from agent360_models.base import (
    OrderedModel,
    SoftDeleteManager,
    SoftDeleteModel,
    SoftDeleteQuerySet,
    StatusModel,
    StatusQuerySet,
    TenantQuerySet,
    TenantScopedModel,
    TimeStampedModel,
)
from agent360_models.bulk import BulkManager, BulkQuerySet
from agent360_models.readonly.models import ReadOnlyModel


class Document(SoftDeleteModel, TimeStampedModel):
    """With the manager that its base offers."""

    name = models.TextField()


class Project(TenantScopedModel):
    """With the manager that its base offers."""


class Job(StatusModel):
    """With the manager that its base offers."""


class Step(OrderedModel):
    """With the manager that its base offers."""


class TaskQuerySet(TenantQuerySet["Task"], StatusQuerySet["Task"], SoftDeleteQuerySet["Task"]):
    """A queryset of three bases."""

    def overdue(self) -> "TaskQuerySet":
        """Return what is late."""
        return self.active().filter(name="late")


class Task(TenantScopedModel, StatusModel, SoftDeleteModel):
    """With a manager of its own."""

    name = models.TextField()

    objects = TaskQuerySet.as_manager()


class InvoiceQuerySet(BulkQuerySet["Invoice"]):
    """A queryset for a model that has no base of ours."""

    def open(self) -> "InvoiceQuerySet":
        """Return what is not paid."""
        return self.filter(name="open")


InvoiceManager = BulkManager.from_queryset(InvoiceQuerySet)


class Invoice(models.Model):
    """With a manager that is made of a queryset."""

    name = models.TextField()

    objects = InvoiceManager()


class Line(models.Model):
    """With a queryset of the library."""

    objects = BulkQuerySet["Line"].as_manager()


class Payment(models.Model):
    """With a manager of the library."""

    objects = BulkManager["Payment"]()


class BinManager(SoftDeleteManager["Bin"]):
    """A manager of the library, and a method."""

    def newest(self) -> "Bin | None":
        """Return the newest."""
        return self.order_by("-pk").first()


class Bin(SoftDeleteModel):
    """With a manager that is derived from one of the library."""

    objects = BinManager()


class Report(ReadOnlyModel):
    """A view."""
