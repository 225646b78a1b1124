"""The managers of a model that declares none: the offered manager and the base manager."""

from typing import Any

from django.db import models
from django.db.models.options import Options
from django.db.models.signals import class_prepared
from django.dispatch import receiver

from agent360_models.base._combination import CooperativeModel, all_rows


class _BaseManager(models.Manager[Any]):
    """A manager of all rows, as the model's own queryset class.

    Django moves rows through the base manager: ``board.cards.add()``, ``SET_NULL``. Django's plain base manager would
    bypass the queryset's ``update()``.
    """

    name = "_base_manager"
    auto_created = True
    _hints: dict[str, Any]

    def get_queryset(self) -> models.QuerySet[Any]:
        return all_rows(self.model, self._db, self._hints)


@receiver(class_prepared)
def _give_the_offered_manager(sender: type[models.Model], **_: object) -> None:
    """Give a model that declares no manager the manager that its first base offers.

    ``objects`` on the bases would do the same, but mypy would then refuse ``objects`` on a model with two such bases.
    """
    if not issubclass(sender, CooperativeModel) or sender.offered_manager is None:
        return
    manager = sender._meta.default_manager
    if manager is not None and manager.auto_created:
        sender._meta.local_managers.clear()
        sender.add_to_class("objects", sender.offered_manager())
    if sender._base_manager.auto_created:
        _give_the_base_manager(sender)


def _give_the_base_manager(model: type[models.Model]) -> None:
    """Set the base manager, and keep it when Django clears its cached properties.

    ``Meta.base_manager_name`` would need a named manager, which each project's migrations would then contain.
    """
    manager = _BaseManager()
    manager.model = model
    options: Options[Any] = model._meta
    options.__dict__["base_manager"] = manager
    options.FORWARD_PROPERTIES = options.FORWARD_PROPERTIES - {"base_manager"}
