"""The verbs of ``manage.py agent360``, one module per verb; only the command imports them.

Each module has ``HELP``, ``add_arguments(parser)``, and ``run(command, options)``, which prints the output.
"""
