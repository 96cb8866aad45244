"""Reading request bodies."""

from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from layers.labels import L


class BodyParser(JSONParser):
    """JSON, also when sent as GeoJSON; nesting too deep to be a document is malformed, not our fault."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(L("The body is nested too deeply.", "请求体嵌套过深。")) from None


class GeoJsonParser(BodyParser):
    media_type = "application/geo+json"
