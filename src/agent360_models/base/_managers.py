"""The managers that a model has although it declares none: the offered one, and the base manager."""

from typing import Any

from django.db import models
from django.db.models.options import Options
from django.db.models.signals import class_prepared
from django.dispatch import receiver

from agent360_models.base._combination import CooperativeModel, all_rows


class _BaseManager(models.Manager[Any]):
    """All rows, in the model's own queryset.

    Django moves rows through the base manager: ``board.cards.add()``, ``SET_NULL``. With its own one it would pass
    by what the queryset does in ``update()``.
    """

    name = "_base_manager"
    auto_created = True
    _hints: dict[str, Any]

    def get_queryset(self) -> models.QuerySet[Any]:
        return all_rows(self.model, self._db, self._hints)


@receiver(class_prepared)
def _give_the_offered_manager(sender: type[models.Model], **_: object) -> None:
    """Give a model that declares no manager the one that its first base offers.

    An ``objects`` on the bases themselves would do the same, but to mypy a model that combines two of them could
    then not declare its own.
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
    """Set the base manager, and have Django keep it when it forgets what it can make anew.

    ``Meta.base_manager_name`` would need a manager of the model, which migrations of each project would then name.
    """
    manager = _BaseManager()
    manager.model = model
    options: Options[Any] = model._meta
    options.__dict__["base_manager"] = manager
    options.FORWARD_PROPERTIES = options.FORWARD_PROPERTIES - {"base_manager"}
