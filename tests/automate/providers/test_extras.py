"""Without an extra everything else works, and what needs it says what to install."""

import subprocess
import sys

import pytest

CODE = """
import sys
{missing}
import django
from django.conf import settings
from agent360_models.families import installed_apps

key = "dGhlIGtleSBvZiB0aGUgdGVzdHMsIGFuZCBubyBvdGg="
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", *installed_apps("automate_providers")],
    AGENT360_MODELS={{"ENCRYPTION_KEYS": [key]}},
)
django.setup()
from django.core.exceptions import ImproperlyConfigured
from agent360_models.automate.providers.models import *
try:
    {call}
except ImproperlyConfigured as error:
    print(error)
"""


OPENAI = 'LLMProvider(provider_type="openai", config={"api_key": "k"}).get_client()'
ANTHROPIC = 'LLMProvider(provider_type="anthropic", config={"api_key": "k"}).get_client()'
HTTP = 'ConnectionProfile(provider="http", config={"base_url": "http://x.org"}).test_connection()'
JINJA = 'PromptVersion(engine="jinja", user_template="x").render()'
NAMES = 'print(PromptVersion(user_template="{{ a }}").render({"a": "Plain names need nothing."}).user)'


def install(extra: str) -> str:
    return f'is not installed. Run pip install "agent360-models[{extra}]".'


@pytest.mark.parametrize(
    ("missing", "call", "message"),
    [
        (["openai"], OPENAI, f"openai {install('llm')}"),
        (["anthropic"], ANTHROPIC, f"anthropic {install('llm')}"),
        (["httpx"], HTTP, f"httpx {install('http')}"),
        (["mcp"], 'MCPServer(url="http://x.org").health_check()', f"mcp {install('mcp')}"),
        (["jsonschema"], "MCPTool(schema={}).execute({})", f"jsonschema {install('mcp')}"),
        (["jinja2"], JINJA, f"Jinja2 {install('templates')}"),
        (["openai", "httpx", "mcp", "jsonschema", "jinja2", "cryptography"], NAMES, "Plain names need nothing."),
    ],
    ids=str,
)
def test_a_missing_extra_is_named(missing: list[str], call: str, message: str) -> None:
    hidden = "\n".join(f"sys.modules[{name!r}] = None" for name in missing)
    code = CODE.format(missing=hidden, call=call)

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert answer.stdout == f"{message}\n", answer.stderr
