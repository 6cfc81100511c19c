"""The WSGI entry: all of Django; `asgi.py` serves it beside the streams."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bianmin.config.settings")
application = get_wsgi_application()
