"""Django models over PostgreSQL databases that already exist.

The set-up of a project, and parts of models:

- ``families``: the families and their apps; ``installed_apps()`` for a settings module.
- ``conf``, ``checks``, ``exceptions``: the setting ``AGENT360_MODELS``, the system checks, the shared errors.
- ``routing``: the database router. ``apps``, ``management``: the root app, and ``manage.py agent360``.
- ``names``, ``indexes``, ``expressions``, ``operations``, ``validators``: parts of models and migrations.
- ``typed``: the types of managers, for editors. ``units``: numbers as a person reads them.
- ``absent``, ``extensions``: columns that a database lacks, and those that an org has added.
- ``catalog``, ``locks``, ``transactions``, ``poolers``: PostgreSQL's own and what stands before it, for the tools.

The tools, for the models of any project:

- ``fields``: native enums, naive UTC timestamps, encrypted JSON. ``secrets``: keys, cipher, rotation.
- ``base``: abstract base models. ``admin``: what all admins share.
- ``bulk``: many rows, written and read. ``loading``: files into rows. ``sync``: runs, watermarks, conflicts.
- ``readonly``: the guard. ``row_security``: who acts, told to policies. ``tables``: reference DDL, adoption, grants.
- ``drift``: models held against the database. ``introspect``: models written from one.
- ``dictionary``: what tables and columns mean, for people, for the database, for a language model.
- ``map``: a page of the admin that shows what an app holds, its picture, and drift.
- ``contract``: what a release says of its tables, held against the next one.
- ``operating``: queues and workers, tables that grow, one look at how everything stands.
- ``testing``: a pytest plugin, a test runner, factories, an embedded PostgreSQL.

The families: ``agent360`` (synced from Salesforce), ``ingestion`` (a warehouse), ``automate`` (an automation platform),
``hibachi`` (bookings), ``migochat`` (a chat CRM).
"""

__version__ = "0.1.0"
