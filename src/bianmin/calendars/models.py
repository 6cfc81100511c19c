"""放假与调休: the State Council's yearly notices as signed rows."""

from django.db import models


class CalendarYear(models.Model):
    """年度放假安排: one published year with its source and signature; without it, no dates."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)
    published_by = models.CharField(max_length=60)
    loaded_at = models.DateTimeField()
    signature = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """放假日或调休上班日: a day that differs from Monday-to-Friday."""

    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(unique=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=20, default="", blank=True)

    def __str__(self) -> str:
        return f"{self.day} {'班' if self.is_workday else '休'}"
