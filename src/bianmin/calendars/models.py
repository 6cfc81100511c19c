"""放假与调休: the State Council's yearly notices as signed rows."""

from django.db import models
from django.db.models import Q


class CalendarYear(models.Model):
    """年度放假安排: one published year with its source and signature; without it, no dates.

    The signature covers the year, its source and all its days; a row edited by hand no longer
    fits and the year is refused when it is read.
    """

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=300)  # title and address of the notice
    published_by = models.CharField(max_length=60)
    loaded_at = models.DateTimeField()
    key_id = models.CharField(max_length=8)
    signature = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="calendar_year_sane", condition=Q(year__gte=1999, year__lte=2199)
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """放假日或调休上班日: a day that differs from Monday-to-Friday, or that a notice names.

    A notice may name days of the December before its year (2005-12-31 by the notice for 2006).
    """

    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(unique=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=20, default="", blank=True)

    def __str__(self) -> str:
        return f"{self.day} {'班' if self.is_workday else '休'}"
