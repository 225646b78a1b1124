"""A project downstream, for type checkers alone: the wheel and an app of its own."""

from agent360_models.families import installed_apps

SECRET_KEY = "downstream"
INSTALLED_APPS = [*installed_apps("agent360", "hibachi_events", "hibachi_feedback"), "shop"]
