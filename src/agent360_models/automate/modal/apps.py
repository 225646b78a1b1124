from agent360_models import apps


class ModalConfig(apps.FamilyAppConfig):
    name = "agent360_models.automate.modal"
    verbose_name = "Automate - Modal"
