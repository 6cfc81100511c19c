from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "bianmin.regions"
    verbose_name = "区划"
