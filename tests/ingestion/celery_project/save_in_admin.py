"""Save a schedule with the admin's form, in a process of its own as a web server is; the arguments are its fields."""

import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

user, _ = get_user_model().objects.get_or_create(username="ada", is_staff=True, is_superuser=True)
client = Client()
client.force_login(user)
form = {
    "name": "Contacts",
    "crm_source": "hubspot",
    "model_name": "contacts",
    "mode": "delta",
    "recurrence_type": "interval",
    "every": "1",
    "period": "hours",
    "enabled": "true",
}
answer = client.post(
    reverse("admin:ingestion_orchestration_syncschedule_add"),
    {**form, **dict(argument.split("=", 1) for argument in sys.argv[1:])},
)
assert answer.status_code == 302, answer.content.decode()
