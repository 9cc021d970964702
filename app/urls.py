"""Every page of Vigie."""

from django.urls import URLPattern, URLResolver, include, path

from app import source_views
from app.exchanges import receiving
from app.site import site
from app.supervision import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("app.sign_in.urls")),
    path("account/", include("app.accounts.urls")),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.show_metrics, name="metrics"),
    path("exchange-in/<slug:code>/", receiving.receive, name="exchange_in"),
    path("information/", include("app.public.urls")),
    path("source/", source_views.show_source, name="source"),
    path("source/archive/", source_views.download, name="source_archive"),
    path("", site.urls),
]
handler400 = "app.refusals.show_bad_request"
handler403 = "app.refusals.show_forbidden"
handler404 = "app.refusals.show_missing"
handler500 = "app.refusals.show_failure"
