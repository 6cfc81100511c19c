from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "bianmin.reports"
    verbose_name = "指标"
