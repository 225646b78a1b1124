"""Without an extra everything else works, and what needs it says what to install."""

import subprocess
import sys

CODE = """
import sys
for name in ("openai", "anthropic", "httpx", "mcp", "jsonschema", "jinja2"):
    sys.modules[name] = None
import django
from django.conf import settings
from agent360_models.families import installed_apps

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", *installed_apps("automate_providers")],
    AGENT360_MODELS={"ENCRYPTION_KEYS": ["dGhlIGtleSBvZiB0aGUgdGVzdHMsIGFuZCBubyBvdGg="]},
)
django.setup()
from django.core.exceptions import ImproperlyConfigured
from agent360_models.automate.providers.models import *

for call in (
    LLMProvider(provider_type="openai", config={"api_key": "k"}).get_client,
    LLMProvider(provider_type="anthropic", config={"api_key": "k"}).get_client,
    ConnectionProfile(provider="http", config={"base_url": "http://x.org"}).get_client,
    ConnectionProfile(provider="http", config={"base_url": "http://x.org"}).test_connection,
    MCPServer(url="http://x.org").sync_tools,
    MCPServer(url="http://x.org").health_check,
    MCPTool(schema={}).execute,
    PromptVersion(engine="jinja", user_template="x").render,
):
    try:
        call()
    except ImproperlyConfigured as error:
        print(error)
print(PromptVersion(user_template="{{ a }}").render({"a": "Plain names need nothing."}).user)
"""


def test_a_missing_extra_is_named() -> None:
    """As an error of the configuration, where it is used and not before."""
    answer = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)

    assert answer.stdout.splitlines() == [
        'openai is not installed. Run pip install "agent360-models[llm]".',
        'anthropic is not installed. Run pip install "agent360-models[llm]".',
        'httpx is not installed. Run pip install "agent360-models[http]".',
        'httpx is not installed. Run pip install "agent360-models[http]".',
        'mcp is not installed. Run pip install "agent360-models[mcp]".',
        'mcp is not installed. Run pip install "agent360-models[mcp]".',
        'jsonschema is not installed. Run pip install "agent360-models[mcp]".',
        'Jinja2 is not installed. Run pip install "agent360-models[templates]".',
        "Plain names need nothing.",
    ], answer.stderr
