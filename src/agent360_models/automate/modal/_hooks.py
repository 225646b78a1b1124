"""The hooks of the app: the calls from its rows to ``automate.runtime``."""

from agent360_models.automate.runtime import _modal_functions as functions

__all__ = ["functions"]
