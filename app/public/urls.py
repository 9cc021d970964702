"""The public pages: the language is part of the address, so that a page reads the same for everybody."""

from django.urls import path

from app.public import bulletin_views, charter_views, form_views, survey_views, views

app_name = "public"
urlpatterns = [
    path("", views.choose, {"page": "home"}, name="choose"),
    path("forms/", views.choose, {"page": "forms"}, name="choose_forms"),
    path("bulletin/", views.choose, {"page": "bulletin"}, name="choose_bulletin"),
    path("charter/", views.choose, {"page": "charter"}, name="choose_charter"),
    path("<slug:language>/", views.show_home, name="home"),
    path("<slug:language>/search/", views.show_search, name="search"),
    path("<slug:language>/charter/", charter_views.show_charter, name="charter"),
    path("<slug:language>/charter.pdf", charter_views.show_charter_paper, name="charter_paper"),
    path(
        "<slug:language>/charter/<str:quarter>.<str:form>",
        charter_views.show_quarter_file,
        name="charter_quarter",
    ),
    path("<slug:language>/bulletin/", bulletin_views.show_bulletins, name="bulletin"),
    path("<slug:language>/bulletin/subscribe/", bulletin_views.ask, name="subscribe"),
    path(
        "<slug:language>/bulletin/<int:year>/<int:number>.pdf",
        bulletin_views.show_number,
        name="bulletin_number",
    ),
    path("<slug:language>/bulletin/<slug:act>/<str:token>/", bulletin_views.answer, name="bulletin_answer"),
    path("<slug:language>/survey/<str:token>/", survey_views.ask, name="survey"),
    path("<slug:language>/survey/<str:token>/stop/", survey_views.stop, name="survey_stop"),
    path("<slug:language>/forms/", form_views.list_forms, name="forms"),
    path("<slug:language>/forms/<str:number>/", form_views.show_form, name="form"),
    path("<slug:language>/forms/<str:number>.pdf", form_views.show_form_paper, name="form_paper"),
    path("<slug:language>/<slug:key>/", views.show_article, name="article"),
    path("<slug:language>/<slug:key>.pdf", views.show_brochure, name="brochure"),
]
