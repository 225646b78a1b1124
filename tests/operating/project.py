"""A project whose workers run as processes of their own, on the database of a test."""

import json
import os

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as _APPS

DATABASES = json.loads(os.environ["OPERATING_DATABASES"])
AGENT360_MODELS = {"TEST_SERVER": False}
INSTALLED_APPS = [*_APPS, "tests.operating.work_app"]
