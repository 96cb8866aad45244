"""Reading request bodies."""

from json import JSONDecodeError
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from layers.labels import L


class BodyParser(JSONParser):
    """JSON, also when sent as GeoJSON; nesting too deep to be a document is malformed, not our fault."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError as fault:
            raise ParseError(_sentence(fault.__context__)) from None
        except RecursionError:
            raise ParseError(L("The body is nested too deeply.", "请求体嵌套过深。")) from None


def _sentence(fault: BaseException | None) -> str:
    """Where a body stops being JSON."""
    if isinstance(fault, JSONDecodeError):
        where = L("line {line}, column {column}", "第 {line} 行第 {column} 列").format(
            line=fault.lineno, column=fault.colno
        )
        return L("The body is not valid JSON ({where}).", "请求体不是有效的 JSON（{where}）。").format(where=where)
    return L("The body is not valid JSON in UTF-8.", "请求体不是有效的 UTF-8 编码 JSON。")


class GeoJsonParser(BodyParser):
    media_type = "application/geo+json"
