"""The verbs of ``manage.py agent360``, one module a verb; for the command alone.

Each has ``HELP``, ``add_arguments(parser)``, and ``run(command, options)``, which prints to the command's output.
"""
