from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "bianmin.calendars"
    verbose_name = "放假与调休"
