"""A table as a downstream project would have one to be searched."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Author(models.Model):
    """Who writes."""

    name = models.CharField(max_length=100)
    password = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """A page of the handbook."""

    name = models.CharField(max_length=200)
    text = models.TextField(null=True)
    link = models.URLField(blank=True)
    is_public = models.BooleanField(default=True)
    published_on = models.DateField(null=True)
    pages = models.IntegerField(default=1)
    author = models.ForeignKey(Author, on_delete=models.CASCADE, null=True, related_name="articles")
    words = SearchVectorField(null=True)

    def __str__(self) -> str:
        return self.name
