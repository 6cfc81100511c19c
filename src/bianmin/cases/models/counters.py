"""计数: running numbers, tries and the counts of a day; each row is locked while it is raised."""

from django.db import models


class CaseNumber(models.Model):
    """办件编号: the running number of one unit and day; its row is locked while one is taken."""

    unit = models.SmallIntegerField()
    day = models.DateField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="case_number_per_day", fields=["unit", "day"])]

    def __str__(self) -> str:
        return f"{self.unit}/{self.day}/{self.last}"


class DocumentNumber(models.Model):
    """文号: the running number of one township, kind of document and year, locked while taken."""

    unit = models.SmallIntegerField()
    township = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # rules.numbers.DocumentKind
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="document_number_per_year", fields=["unit", "township", "kind", "year"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.township_id}/{self.kind}/{self.year}/{self.last}"


class LookupTry(models.Model):
    """查询次数: wrong or right tries to read one number's state in one hour."""

    number = models.CharField(max_length=20)
    hour = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="lookup_tries_per_hour", fields=["number", "hour"])
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.tries}"


class CaseDay(models.Model):
    """日汇总: counts of one unit, township, site, item and day, kept with every move."""

    unit = models.SmallIntegerField()
    township = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("catalogue.ServiceItem", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    submitted = models.IntegerField(default=0)
    by_agent = models.IntegerField(default=0)
    online = models.IntegerField(default=0)
    received = models.IntegerField(default=0)
    corrections = models.IntegerField(default=0)
    second_slips = models.IntegerField(default=0, db_default=0)
    accepted = models.IntegerField(default=0)
    deemed_accepted = models.IntegerField(default=0, db_default=0)
    not_accepted = models.IntegerField(default=0)
    decided = models.IntegerField(default=0)
    completed = models.IntegerField(default=0)
    completed_on_time = models.IntegerField(default=0)
    completed_late = models.IntegerField(default=0)
    delivered = models.IntegerField(default=0)
    visits_told = models.IntegerField(default=0, db_default=0)
    no_visit = models.IntegerField(default=0, db_default=0)
    on_net = models.IntegerField(default=0, db_default=0)
    one_visit = models.IntegerField(default=0, db_default=0)  # at most
    places_told = models.IntegerField(default=0, db_default=0)
    one_place = models.IntegerField(default=0, db_default=0)  # at most
    village_told = models.IntegerField(default=0, db_default=0)
    in_village = models.IntegerField(default=0, db_default=0)
    withdrawn = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)
    rated = models.IntegerField(default=0)
    rated_well = models.IntegerField(default=0)
    rated_poorly = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_day_once", fields=["unit", "day", "township", "site", "item"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}/{self.day}/{self.site_id}/{self.item_id}"
