"""GET /api/v1/nearest/{layer}/brief and POST /api/v1/fill/brief: the same answers as a sheet to print or send on."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.http import HttpResponse
from django.utils import translation
from django.utils.text import slugify
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from layers.api.nearest.views import NearestView, answer_nearest
from layers.api.supply.fill import FillView
from layers.api.views import LayerView
from layers.brief.fill import fill_sheet
from layers.brief.nearest import nearest_sheet
from layers.brief.page import Page, write
from layers.filters import Parameter, as_text, one_of
from layers.labels import L


class Language(models.TextChoices):
    """The languages of a brief, for links that cannot send a header."""

    CHINESE = "zh", "中文"
    ENGLISH = "en", "English"


LANGUAGES = {Language.CHINESE: "zh-hans", Language.ENGLISH: "en"}
TITLE = Parameter("title", L("a heading of your own", "自定标题"), "text", as_text, example="")
LANGUAGE = Parameter(
    "lang",
    L("the language, instead of the caller's", "语言，代替请求头中的语言"),
    "choice",
    one_of(Language),
    Language,
    "zh",
)


class PageRenderer(BaseRenderer):
    """Lets callers ask for HTML by ``Accept``; the page is written already."""

    media_type = "text/html"
    format = "html"
    charset = "utf-8"


class NearestBriefView(LayerView):
    """The nearest answer as one HTML file that prints well and opens anywhere, without a server or a network.

    Takes all that the question itself takes; shows no more than the caller may read.
    """

    parameters: ClassVar[tuple[Parameter, ...]] = (*NearestView.parameters, TITLE, LANGUAGE)
    responds = "Page"
    media_type = "text/html"
    renderer_classes = (PageRenderer, JSONRenderer)

    def get(self, request: Request) -> HttpResponse:
        asked = self.asked(request)
        document = answer_nearest(self.layer, asked, self.role)
        danger = asked.filters.get("avoid")
        title, language = wishes_of(request)
        with translation.override(language):
            page = write(nearest_sheet(document, self.layer, danger=danger, title=title, again=again_of(request)))
        return _served(page, f"nearest-{self.layer.key}", document)


class FillBriefView(FillView):
    """The fill answer as one HTML file that prints well and opens anywhere, without a server or a network.

    Takes the body that the question itself takes.
    """

    parameters = (TITLE, LANGUAGE)
    responds = "Page"
    media_type = "text/html"
    renderer_classes = (PageRenderer, JSONRenderer)

    def post(self, request: Request) -> HttpResponse:  # type: ignore[override]  # a page for a document
        document = super().post(request).data
        title, language = wishes_of(request)
        with translation.override(language):
            page = write(fill_sheet(document, title=title, again=again_of(request)))
        return _served(page, "fill", document)


def wishes_of(request: Request) -> tuple[str, str]:
    """The title and the language; the view has read the parameters before."""
    asked = request.query_params.get("lang")
    return request.query_params.get("title", ""), LANGUAGES[Language(asked)] if asked else translation.get_language()


def again_of(request: Request) -> str:
    """The address of the map from which this was asked, which holds its whole state; else that of the brief itself."""
    page = urlsplit(request.headers.get("referer", ""))
    if page.netloc == request.get_host() and page.path == "/" and page.query:
        return page.geturl()
    return request.build_absolute_uri() if request.method == "GET" else f"POST {request.build_absolute_uri()}"


def _served(page: Page, name: str, document: Any) -> HttpResponse:
    moment = "".join(letter for letter in document["as_of"][:16] if letter.isdigit())
    headers = {
        "Content-Security-Policy": page.policy,
        "Content-Disposition": f'inline; filename="onemap-{slugify(name)}-{moment}.html"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(page.html, content_type="text/html; charset=utf-8", headers=headers)
