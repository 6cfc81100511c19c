from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "bianmin.web.field"
    label = "field"
