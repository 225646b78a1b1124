"""Every model, column, relation and override point that the platform's reference lists, as plain data."""

from __future__ import annotations

import inspect
from typing import Any, TypeAlias

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    DecimalField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    SlugField,
    TextField,
    URLField,
    UUIDField,
)

from agent360_models.families import labels
from agent360_models.fields import EncryptedJSONField

# A column of JSON, in clear or encrypted.
Json = (JSONField, EncryptedJSONField)
Kind: TypeAlias = "type[Field[Any, Any]] | tuple[type[Field[Any, Any]], ...]"

COLUMNS: dict[str, dict[str, Kind]] = {
    "providers.LLMProvider": {
        "name": CharField,
        "provider_type": CharField,
        "config": Json,
        "is_default": BooleanField,
    },
    "providers.LLMModelConfig": {
        "provider": ForeignKey,
        "model_id": CharField,
        "max_tokens": IntegerField,
        "temperature": FloatField,
        "params": JSONField,
    },
    "providers.Prompt": {"name": CharField, "slug": SlugField, "description": TextField, "category": CharField},
    "providers.PromptVersion": {
        "prompt": ForeignKey,
        "version": IntegerField,
        "system_template": TextField,
        "user_template": TextField,
        "variables": JSONField,
    },
    "providers.ConnectionProfile": {"name": CharField, "provider": CharField, "credentials": Json, "config": JSONField},
    "providers.MCPServer": {"name": CharField, "url": URLField, "auth_config": Json, "status": CharField},
    "providers.MCPTool": {"server": ForeignKey, "name": CharField, "schema": JSONField, "description": TextField},
    "core.Automation": {"name": CharField, "slug": SlugField, "enabled": BooleanField, "config": JSONField},
    "core.Workflow": {"automation": ForeignKey, "version": IntegerField, "graph": JSONField, "is_live": BooleanField},
    "core.Trigger": {"automation": ForeignKey, "type": CharField, "config": JSONField, "filters": JSONField},
    "core.Event": {"type": CharField, "payload": JSONField, "source": CharField, "trace_id": UUIDField},
    "core.Execution": {
        "workflow": ForeignKey,
        "event": ForeignKey,
        "status": CharField,
        "started_at": DateTimeField,
        "ended_at": DateTimeField,
        "context": JSONField,
    },
    "core.StepRun": {
        "execution": ForeignKey,
        "step_id": CharField,
        "status": CharField,
        "input": JSONField,
        "output": JSONField,
        "error": TextField,
        "duration_ms": IntegerField,
    },
    "core.Job": {
        "type": CharField,
        "status": CharField,
        "params": JSONField,
        "result": JSONField,
        "priority": IntegerField,
        "scheduled_at": DateTimeField,
    },
    "datachat.DataChatSession": {"user": CharField, "context": JSONField, "expires_at": DateTimeField},
    "datachat.DataChatMessage": {
        "session": ForeignKey,
        "role": CharField,
        "content": TextField,
        "sql": TextField,
        "data": JSONField,
        "chart": JSONField,
    },
    "datachat.ChatEmbed": {
        "id": UUIDField,
        "name": CharField,
        "api_key": CharField,
        "allowed_domains": ArrayField,
        "theme": JSONField,
        "rate_limit": IntegerField,
    },
    "llm.LLMUsage": {
        "tenant_id": CharField,
        "model": CharField,
        "tokens_in": IntegerField,
        "tokens_out": IntegerField,
        "cost": DecimalField,
    },
    "llm.LLMRequest": {
        "prompt_slug": CharField,
        "model": CharField,
        "latency_ms": IntegerField,
        "success": BooleanField,
        "error": TextField,
    },
    "modal.ModalEndpoint": {
        "name": CharField,
        "slug": SlugField,
        "function_name": CharField,
        "gpu": CharField,
        "timeout": IntegerField,
    },
    "modal.ModalJob": {
        "endpoint": ForeignKey,
        "status": CharField,
        "input": JSONField,
        "output": JSONField,
        "cost": DecimalField,
    },
    "modal.ModalArtifact": {"job": ForeignKey},
    "rag.RAGEndpoint": {
        "name": CharField,
        "slug": SlugField,
        "source": ForeignKey,
        "retrieval_config": JSONField,
        "access_policy": JSONField,
    },
    "rag.KnowledgeSource": {
        "name": CharField,
        "type": CharField,
        "config": JSONField,
        "credentials_ref": CharField,
        "sync_status": CharField,
    },
    "rag.EmbeddingModel": {
        "name": CharField,
        "provider": CharField,
        "model_id": CharField,
        "dimensions": IntegerField,
    },
    "governance.AuditLog": {"actor": CharField, "action": CharField, "target": CharField, "changes": JSONField},
    "governance.RuleSpec": {"expression": TextField, "action": Field},
    "governance.ConnectionProfile": {"provider": CharField, "credentials": Json},
    "governance.StoredSecret": {"key": CharField, "encrypted_value": Json},
    "governance.ThrottleBucket": {"key": CharField, "count": IntegerField, "window": Field},
    "interop.InteropMapping": {"source_platform": CharField, "target": CharField, "transform": JSONField},
    "interop.TemplateCollection": {"name": CharField, "description": TextField},
    "interop.TemplateWorkflow": {"collection": ForeignKey, "graph": JSONField, "variables": JSONField},
    "observability.AuditLogEntry": {
        "level": CharField,
        "message": TextField,
        "context": JSONField,
        "trace_id": UUIDField,
    },
    "connectors.ConnectorInstance": {"connector_type": CharField, "config": Json, "credentials": Json},
}

# From what, by which name, to what.
RELATED = [
    ("providers.Prompt", "versions", "providers.PromptVersion"),
    ("providers.MCPServer", "tools", "providers.MCPTool"),
    ("core.Automation", "triggers", "core.Trigger"),
    ("core.Automation", "workflows", "core.Workflow"),
    ("core.Execution", "steps", "core.StepRun"),
    ("datachat.DataChatSession", "messages", "datachat.DataChatMessage"),
    ("modal.ModalJob", "artifacts", "modal.ModalArtifact"),
]

METHODS: dict[str, dict[str, list[str]]] = {
    "providers.LLMProvider": {"get_client": [], "validate_config": []},
    "providers.PromptVersion": {"render": ["variables"]},
    "providers.ConnectionProfile": {"get_client": [], "test_connection": []},
    "providers.MCPServer": {"sync_tools": [], "health_check": []},
    "providers.MCPTool": {"execute": ["input"]},
    "core.Workflow": {"compile": [], "validate": []},
    "core.Trigger": {"matches": ["event"], "extract_payload": ["event"]},
    "core.Job": {"execute": [], "cancel": [], "get_progress": []},
    "datachat.ChatEmbed": {"validate_origin": ["origin"], "check_rate_limit": ["key"]},
    "modal.ModalEndpoint": {"invoke": ["input"], "get_logs": []},
    "rag.RAGEndpoint": {"query": ["text", "top_k"], "health_check": []},
    "rag.KnowledgeSource": {"sync": [], "get_documents": []},
    "rag.EmbeddingModel": {"embed": ["text"], "batch_embed": ["texts"]},
}

TABLES = {
    "providers": "automate_",
    "core": "automate_core_",
    "datachat": "automate_datachat_",
    "llm": "automate_llm_",
    "modal": "automate_modal_",
    "rag": "rag_",
    "governance": "automate_governance_",
    "interop": "automate_interop_",
    "observability": "automate_observability_",
    "connectors": "automate_connectors_",
}


def model_of(name: str) -> type[Model]:
    return apps.get_model(f"automate_{name}")


def test_there_are_these_models_and_no_others() -> None:
    found = {
        f"{label.removeprefix('automate_')}.{model.__name__}"
        for label in labels("automate")
        for model in apps.get_app_config(label).get_models()
    }

    assert found == set(COLUMNS)
    assert len(found) == 35


@pytest.mark.parametrize("name", COLUMNS)
def test_a_model_has_its_table_and_its_columns(name: str) -> None:
    meta = model_of(name)._meta
    app, _, model = name.partition(".")

    assert meta.db_table == f"{TABLES[app]}{model.lower()}"
    wrong = {
        column: type(meta.get_field(column))
        for column, kind in COLUMNS[name].items()
        if not isinstance(meta.get_field(column), kind)
    }
    assert wrong == {}


# Models whose key is not a UUID; the document names none but that of ChatEmbed.
COUNTED = {
    "providers.LLMModelConfig",
    "providers.PromptVersion",
    "datachat.DataChatSession",
    "datachat.DataChatMessage",
    "llm.LLMRequest",
    "governance.RuleSpec",
    "governance.ConnectionProfile",
    "governance.StoredSecret",
}
NAMED = {"providers.LLMProvider": "slug", "governance.ThrottleBucket": "key"}


@pytest.mark.parametrize("name", COLUMNS)
def test_its_key_is_a_uuid_unless_it_counts_or_is_a_name(name: str) -> None:
    key = model_of(name)._meta.pk

    assert key is not None
    kind = "BigAutoField" if name in COUNTED else "UUIDField"
    assert (key.name, type(key).__name__) == (NAMED[name], type(key).__name__) if name in NAMED else ("id", kind)


def test_keys_sort_by_the_time_of_their_making() -> None:
    """So that rows without another order come as they were made."""
    keys = [model_of("core.Job")().pk for _ in range(100)]

    assert sorted(keys) == keys


@pytest.mark.django_db
def test_a_provider_never_takes_the_place_of_another() -> None:
    """Though its key is made of its name."""
    provider = model_of("providers.LLMProvider")
    slugs = [provider(name="Open AI", provider_type="openai") for _ in range(2)]
    for row in slugs:
        row.save()

    assert [row.pk for row in slugs] == ["open-ai", "open-ai-2"]
    assert provider._base_manager.count() == 2
    with pytest.raises(IntegrityError):
        provider(slug="open-ai", name="Another").save()


@pytest.mark.parametrize(("one", "name", "many"), RELATED)
def test_what_belongs_to_a_row_is_found_by_its_name(one: str, name: str, many: str) -> None:
    assert model_of(one)._meta.get_field(name).related_model is model_of(many)


@pytest.mark.parametrize(
    ("name", "method"), [(name, method) for name, methods in METHODS.items() for method in methods]
)
def test_an_override_point_takes_what_the_reference_says(name: str, method: str) -> None:
    """By position or by name; whatever else it takes may be left out."""
    parameters = dict(inspect.signature(getattr(model_of(name), method)).parameters)
    del parameters["self"]

    documented = METHODS[name][method]
    assert list(parameters)[: len(documented)] == documented
    others = [parameter for parameter in parameters.values() if parameter.name not in documented]
    assert [p.name for p in others if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)] == []
