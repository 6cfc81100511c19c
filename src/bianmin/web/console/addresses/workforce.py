"""The addresses of posts, rotas, people and training in the console."""

from django.urls import path

from bianmin.web.console.views.workforce import places, posts, rotas

POST = "workforce/posts/<int:post>/"
ROTA = "workforce/rotas/<int:rota>/"
ROTAS = "workforce/places/<int:region>/rotas/"

urlpatterns = [
    path("workforce/", places.start, name="workforce"),
    path("workforce/places/<int:region>/", places.place, name="duty"),
    path("workforce/alarms/<int:alarm>/", places.answer, name="alarm"),
    path("workforce/absences/<int:absence>/", places.decision, name="absence"),
    path("workforce/sites/<int:site>/", posts.posts, name="posts"),
    path(POST, posts.post, name="post"),
    path(f"{POST}holders/", posts.holders, name="post-holders"),
    path(f"{POST}closing/", posts.closing, name="post-closing"),
    path(f"{POST}rota/", posts.rota, name="post-rota"),
    path(f"{ROTA}publication/", posts.publication, name="rota-publication"),
    path(f"{ROTA}removal/", posts.removal, name="rota-removal"),
    path(ROTAS, rotas.rotas, name="rotas"),
    path(f"{ROTAS}publication/", rotas.publication, name="rotas-publication"),
]
