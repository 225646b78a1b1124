"""The hooks of the app: whatever its rows ask of ``automate.runtime``."""

from agent360_models.automate.runtime import _rules as rules

__all__ = ["rules"]
