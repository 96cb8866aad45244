"""A workbook's bytes without the moment at which they were written."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime


def settled(book: bytes, moment: datetime) -> bytes:
    """The same workbook as of a moment of the data: nothing in it depends on when it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in _members(old, moment):
            info = zipfile.ZipInfo(name, max(moment.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    return out.getvalue()


def _members(old: zipfile.ZipFile, moment: datetime) -> Iterator[tuple[str, bytes]]:
    written = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
    for info in sorted(old.infolist(), key=lambda one: one.filename != "[Content_Types].xml"):
        data = old.read(info)
        if info.filename == "docProps/core.xml":
            data = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + written, data)
        yield info.filename, data
