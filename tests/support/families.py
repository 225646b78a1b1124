"""The apps whose tests this project runs: those of its own families; the other project runs the rest."""

from django.conf import settings

from agent360_models.families import labels

LABELS = list(labels(*settings.TESTED))
