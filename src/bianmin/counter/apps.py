from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "bianmin.counter"
    verbose_name = "排队和预约"
