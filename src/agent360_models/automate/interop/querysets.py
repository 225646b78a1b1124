"""Rows of ``automate_interop``."""

from typing import TYPE_CHECKING

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    # In strings below, where ruff does not look.
    from agent360_models.automate.interop.models import (
        InteropMapping,  # noqa: F401
        TemplateCollection,  # noqa: F401
        TemplateWorkflow,  # noqa: F401
    )


class InteropMappingQuerySet(BulkQuerySet["InteropMapping"]):
    """Mappings."""


class TemplateCollectionQuerySet(BulkQuerySet["TemplateCollection"]):
    """Collections of templates."""


class TemplateWorkflowQuerySet(BulkQuerySet["TemplateWorkflow"]):
    """Templates."""
