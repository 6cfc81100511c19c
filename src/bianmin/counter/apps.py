from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "bianmin.counter"
    verbose_name = "排队和预约"

    def ready(self) -> None:
        from bianmin.counter.handing import hand_over_appointments
        from bianmin.workforce.parts import contribute

        contribute("appointments", hand_over_appointments)
