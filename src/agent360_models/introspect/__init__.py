"""Models written from a live database: an app of its tables, once, for people to go on with."""

from agent360_models.introspect._app import App, introspect, label_of
from agent360_models.introspect._suggest import suggest

__all__ = ["App", "introspect", "label_of", "suggest"]
