"""Faults of mappings and templates, as their forms show them."""

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from agent360_models.automate.interop.factories import TemplateCollectionFactory
from agent360_models.automate.interop.models import InteropMapping, TemplateWorkflow


@pytest.fixture
def operator(db: None, client: Client) -> Client:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    return client


def add(operator: Client, model: type[Any], **data: Any) -> dict[str, Any]:
    """Send the form, and return its errors."""
    response = operator.post(reverse(f"admin:automate_interop_{model._meta.model_name}_add"), data)
    return dict(response.context["adminform"].form.errors) if response.status_code == 200 else {}


def test_a_mapping(operator: Client) -> None:
    """It is saved once its rules are rules."""
    data = {"source_platform": "zapier", "target": "crm.contact"}

    for text in ("[" * 100_000, '{"a": 7}', '{"a": NaN}', "[1]"):
        assert list(add(operator, InteropMapping, **data, transform=text)) == ["transform"]
    assert add(operator, InteropMapping, **data, transform='{"a": "b"}') == {}

    assert InteropMapping.objects.get().apply({"b": 1}) == {"a": 1}


def test_a_template(operator: Client) -> None:
    """It says of the graph and of the variables what is wrong with each."""
    graph = {"nodes": [{"id": "a", "type": "noop", "config": {"x": "{{ x }}"}}]}
    data = {"name": "t", "collection": TemplateCollectionFactory.create().pk, "graph": json.dumps(graph)}

    assert add(operator, TemplateWorkflow, **data, variables="{}") == {
        "graph": ["It uses variables that are not declared: x."]
    }
    both = add(operator, TemplateWorkflow, **{**data, "graph": '{"nodes": []}'}, variables='["x"]')
    assert sorted(both) == ["graph", "variables"]
    assert add(operator, TemplateWorkflow, **data, variables='{"x": {}}') == {}

    assert TemplateWorkflow.objects.get().instantiate({"x": 1})["nodes"][0]["config"] == {"x": 1}
