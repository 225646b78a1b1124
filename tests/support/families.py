"""Apps whose tests this project runs: those of its families, of which the other project has the rest."""

from django.conf import settings

from agent360_models.families import labels

LABELS = list(labels(*settings.TESTED))
