"""A project with the families that belong to somebody else, each in a database of its own.

migochat and agent360 both have a table ``users``, and hibachi has one in a schema. In the other project these
families would have to stand in the setting of every test and of every page that has one, and every test that
empties its tables would wait for theirs.
"""

from agent360_models.families import installed_apps
from tests.settings import *  # noqa: F403
from tests.settings import AGENT360_MODELS as _SETTING
from tests.settings import DATABASES as _DATABASES
from tests.settings import INSTALLED_APPS as _APPS

TESTED = ("hibachi", "migochat")
INSTALLED_APPS = [
    *(app for app in _APPS if app.startswith(("django.contrib.", "tests.support."))),
    *installed_apps("agent360", "hibachi", "migochat"),
]
# To learn that migrations of tables of somebody else do nothing takes long, and other tests ask for it.
DATABASES = {
    alias: {**_DATABASES["default"], "NAME": f"agent360_three_{alias}", "TEST": {"MIGRATE": False}}
    for alias in ("default", "booking", "chat")
}
AGENT360_MODELS = {**_SETTING, "ALIASES": {"hibachi": "booking", "migochat": "chat"}}
