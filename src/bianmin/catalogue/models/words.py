"""说法的表: what editors added to the shipped words, and what nobody found anything by."""

from django.db import models
from django.db.models import Q


class SearchWord(models.Model):
    """说法: a word that names an item, or that means the same as another word.

    `is_off` turns a shipped word of that meaning off.
    """

    id = models.AutoField(primary_key=True)
    word = models.CharField(max_length=30)
    item = models.ForeignKey(
        "catalogue.ServiceItem", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    means = models.CharField(max_length=20, default="", blank=True)
    is_off = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="search_word_says_one_thing",
                condition=Q(item__isnull=False, means="", is_off=False)
                | (Q(item__isnull=True) & ~Q(means="")),
            ),
            models.UniqueConstraint(
                name="search_word_of_item_once",
                fields=["word", "item"],
                condition=Q(item__isnull=False),
            ),
            models.UniqueConstraint(
                name="search_word_means_once", fields=["word"], condition=Q(item__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.word


class EmptySearch(models.Model):
    """没搜到的词: what was looked for in vain, how often; of nobody, and never a number."""

    id = models.AutoField(primary_key=True)
    words = models.CharField(max_length=20, unique=True)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()
    is_settled = models.BooleanField(default=False)  # a word was made of it, or it was set aside

    class Meta:
        indexes = [
            models.Index(
                fields=["-times", "-last_at"],
                name="empty_search_open",
                condition=Q(is_settled=False),
            )
        ]

    def __str__(self) -> str:
        return self.words
