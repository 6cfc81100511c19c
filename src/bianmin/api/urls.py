from django.urls import path

from bianmin.api.app import api
from bianmin.api.cases import router as cases
from bianmin.api.catalogue import router as catalogue
from bianmin.api.desk import router as desk
from bianmin.api.queue import router as queue

api.add_router("", catalogue)
api.add_router("", cases)
api.add_router("", desk)
api.add_router("", queue)

urlpatterns = [path("", api.urls)]
