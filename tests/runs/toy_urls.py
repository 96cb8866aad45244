"""The server's addresses, and one whose answer may take long."""

from django.http import HttpResponse
from django.urls import path
from rest_framework.request import Request

from layers.api.runs import answer_or_run
from layers.api.views import OpenView
from mapserver.urls import urlpatterns as usual
from tests.runs.toy import TOY


class ToyView(OpenView):
    schema = None

    def post(self, request: Request) -> HttpResponse:
        return answer_or_run(request, TOY, request.data)


urlpatterns = [path("api/v1/toy", ToyView.as_view()), *usual]
