"""The hooks of the app: whatever its rows ask of ``automate.runtime``."""

from agent360_models.automate.runtime import _modal_functions as functions

__all__ = ["functions"]
