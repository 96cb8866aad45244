"""GET /api/v1/populations"""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.views import OpenView
from layers.models import Population


class PopulationsView(OpenView):
    """The populations that coverage can count, the default first: source, year, and how it was made."""

    responds = "PopulationList"

    def get(self, request: Request) -> Response:
        self.asked(request)
        return Response({"populations": [population_document(one) for one in Population.objects.all()]})


def population_document(population: Population) -> dict[str, Any]:
    return {
        "code": population.code,
        "name": population.names,
        "source": population.source,
        "year": population.year,
        "form": population.form,
        "is_estimate": population.is_estimate,
        "method": population.method,
        "is_demo": population.is_demo,
        "people": population.total_persons,
        "cells": population.cells,
        "bbox": [population.west, population.south, population.east, population.north] if population.cells else None,
        "version": population.version,
        "imported_at": population.imported_at,
    }
