"""Generation of models from a live database: an app for its tables, written once and then maintained by people."""

from agent360_models.introspect._app import App, introspect, label_of
from agent360_models.introspect._suggest import suggest

__all__ = ["App", "introspect", "label_of", "suggest"]
