from django.db import models

from agent360_models.db.names import qualified


class Maker(models.Model):
    """Who makes toys."""

    name = models.CharField(max_length=50)

    class Meta:
        db_table = qualified("toy", "maker")

    def __str__(self) -> str:
        return self.name


class Toy(models.Model):
    """One kind of toy."""

    maker = models.ForeignKey(Maker, on_delete=models.CASCADE, related_name="toys")
    name = models.CharField(max_length=50)
    price = models.DecimalField(max_digits=8, decimal_places=2, default=0)

    class Meta:
        db_table = qualified("toy", "toy")

    def __str__(self) -> str:
        return self.name
