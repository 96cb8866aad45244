"""How the bytes of a text file became text: strict UTF-8, else GB18030, else the user must say."""

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from layers.ingest.errors import BadFileError, BadOptionError
from layers.ingest.wording import say

CHUNK_BYTES = 1 << 20
SAMPLE_BYTES = 1 << 16
CUT_SHARE = 0.05
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def find_encoding(path: Path, asked: str | None = None) -> str:
    """Return the encoding of a text file: the one asked for, or the first that fits all of it.

    UTF-8 is strict, so anything that passes is UTF-8. Of the Chinese encodings GB18030 is tried (it holds all of GBK
    and the rarer characters of names); nearly any bytes pass as single-byte encodings, so those are never guessed.
    """
    if asked:
        return _checked(path, asked)
    with path.open("rb") as file:
        head = file.read(4)
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    for encoding in ("utf-8", "gb18030"):
        if _fits(path, encoding):
            return encoding
    with path.open("rb") as file:
        guess = from_bytes(file.read(SAMPLE_BYTES)).best()
    hint = guess.encoding if guess else "big5"
    raise BadFileError(
        say(
            "The text is neither UTF-8 nor GB18030; say what it is with --encoding (it looks like {hint}).",
            "文本既不是 UTF-8 也不是 GB18030；请用 --encoding 指明编码（看起来像 {hint}）。",
            hint=hint,
        )
    )


def likeliest_encoding(data: bytes) -> str | None:
    """Return UTF-8 or GB18030, whichever reads the bytes of a .dbf with next to no fault; None for neither.

    Not strict: fixed-width fields cut long text off, now and then in the middle of a character.
    """
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, errors="replace")
        foreign = sum(character > "\x7f" for character in text)
        if text.count("\ufffd") <= foreign * CUT_SHARE:
            return encoding
    return None


def known_encoding(name: str) -> str:
    """Return the encoding's usual name.

    Raises
    ------
    BadOptionError
        There is no such encoding.
    """
    try:
        return codecs.lookup("gb18030" if name.lower() in ("gbk", "gb2312", "cp936") else name).name
    except LookupError:
        raise BadOptionError(
            "encoding",
            say(
                "There is no encoding “{name}”; write utf-8, gb18030 or big5.",
                "没有“{name}”这种编码；请写 utf-8、gb18030 或 big5。",
                name=name[:40],
            ),
        ) from None


def _checked(path: Path, asked: str) -> str:
    encoding = known_encoding(asked)
    if not _fits(path, encoding):
        raise BadOptionError(
            "encoding",
            say(
                "The file is not {name}: some of its bytes mean nothing there.",
                "文件不是 {name} 编码：其中有无法解读的字节。",
                name=asked[:40],
            ),
        )
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _fits(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
