"""Every model whose ``clean()`` names a field: a form without the field has the error all the same."""

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import modelform_factory
from django.utils.text import capfirst

from agent360_models import conf
from agent360_models.testing.factories import factory_of
from tests.support.families import LABELS

# What other code has made of a row, and the field that the error is about.
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "agent360_forecasting.ArfRollingForecast": ({"arf_status": "Frozen"}, "arf_status"),
    "automate_datachat.ChatEmbed": ({"allowed_domains": ["*"]}, "allowed_domains"),
    "automate_governance.RuleSpec": ({"expression": "1 +"}, "expression"),
    "automate_providers.ConnectionProfile": ({"provider": "none"}, "provider"),
    "automate_providers.LLMModelConfig": ({"params": []}, "params"),
    "automate_providers.LLMProvider": ({"provider_type": "none"}, "provider_type"),
    "automate_providers.MCPServer": ({"url": "ftp://host"}, "url"),
    "automate_providers.PromptVersion": ({"variables": {}}, "variables"),
    "automate_rag.EmbeddingModel": ({"provider": "none"}, "provider"),
    "automate_rag.KnowledgeSource": ({"config": []}, "config"),
    "automate_rag.RAGEndpoint": ({"access_policy": {"none": True}}, "access_policy"),
    "hibachi_lead.Lead": ({"status": "converted"}, "status"),
    "hibachi_newsletter.SMSTemplate": ({"variables": ["none"]}, "variables"),
    "ingestion_alerts.Rule": ({"kind": "slow", "max_duration": None}, "max_duration"),
    "ingestion_orchestration.SyncSchedule": ({"recurrence_type": "interval", "every": 0}, "every"),
}
MODELS = [model for label in LABELS for model in apps.get_app_config(label).get_models() if "clean" in vars(model)]
pytestmark = pytest.mark.django_db(databases=sorted({"default", *map(conf.alias_for, LABELS)}))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_form_without_the_field_has_its_error(model: type[Model]) -> None:
    """It is not valid, and says what is wrong with which field; a form with the field says it there."""
    if model._meta.label == "automate_governance.RuleSpec":
        pytest.importorskip("celpy", reason="the extra rules is not installed")
    faults, name = FAULTS[model._meta.label]
    row: Any = factory_of(model).create()
    for attribute, value in faults.items():
        setattr(row, attribute, value)
    label = capfirst(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # not a relation back

    form = modelform_factory(model, fields=[])({}, instance=row)
    assert not form.is_valid()
    assert f"{label}: " in form.non_field_errors().as_text()
    assert list(form.errors) == ["__all__"]

    with pytest.raises(ValidationError, match=name):
        row.full_clean()
