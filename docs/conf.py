"""Sphinx settings; ``sphinx-build -n -W --keep-going -b html docs docs/_build`` builds the pages without a database."""

import sys
from pathlib import Path

import django
from django.conf import settings

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent / "src")]

from agent360_models import __version__  # noqa: E402  # found by the line above
from agent360_models.families import installed_apps  # noqa: E402

settings.configure(
    INSTALLED_APPS=installed_apps(),
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql"}},
    USE_TZ=True,
)
django.setup()

project = "agent360-models"
version = release = __version__
extensions = ["myst_parser", "agent360_docs"]
exclude_patterns = ["_build", "_ext"]
html_theme = "furo"
html_title = f"agent360-models {__version__}"
html_static_path = ["_static", "../src/agent360_models/dictionary/pages/picture.css"]
html_css_files = ["picture.css", "tables.css"]
html_copy_source = False
html_show_copyright = False
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3
smartquotes = False
