"""Which column fills which field, and how: read from a TOML file, or made from the headings."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from layers.ingest.errors import BadFileError, BadOptionError
from layers.ingest.headers import match
from layers.ingest.tables import Record
from layers.ingest.targets import Target
from layers.ingest.values import as_text
from layers.ingest.wording import say

FOLDER = Path(__file__).parent / "mappings"
SETTINGS = frozenset({"layer", "title", "signature", "only_these", "crs", "datum", "fields"})
RULE_KEYS = frozenset({"column", "template", "constant", "values", "split", "others", "note_if_blank"})
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Rule:
    """How one field is filled from a record."""

    name: str
    column: str = ""
    template: str = ""
    """Text with ``{column}`` in it; ``{line}`` is the row's line. Blank where all its columns are blank."""
    constant: Any = None
    values: dict[str, str] = field(default_factory=dict)
    """The file's words → ours."""
    split: str = ""
    """Separators of a list in one cell."""
    others: str = ""
    """For a matrix: the answer for every kind of `values` that the list leaves out."""
    note_if_blank: dict[str, str] = field(default_factory=dict)

    def raw(self, record: Record) -> Any:
        """Return what the record says, still to be parsed."""
        if self.constant is not None:
            return self.constant
        cell = self._filled(record) if self.template else record.cells.get(self.column)
        if not self.split:
            return self.values.get(as_text(cell), cell) if self.values else cell
        listed = [
            self.values.get(part.strip(), part.strip())
            for part in re.split(f"[{re.escape(self.split)}]", as_text(cell))
            if part.strip()
        ]
        if not self.others:
            return listed
        return dict.fromkeys(self.values.values(), self.others) | dict.fromkeys(listed, "yes")

    def _filled(self, record: Record) -> str:
        parts = {name: as_text(record.cells.get(name)) for name in self.columns}
        if parts and not any(parts.values()):
            return ""
        return self._placeholders.sub(lambda found: parts.get(found[1], str(record.line)), self.template)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that the rule reads."""
        named = [self.column] if self.column else self._placeholders.findall(self.template)
        return tuple(name for name in named if name != "line")

    @property
    def _placeholders(self) -> re.Pattern[str]:
        return _PLACEHOLDER


@dataclass(frozen=True)
class Mapping:
    """The rules for a file, and what they say of its coordinates."""

    title: str
    rules: tuple[Rule, ...]
    ignored: tuple[str, ...] = ()
    """Columns that fill nothing."""
    crs: str | None = None
    datum: str | None = None

    def without(self, fields: frozenset[str]) -> "Mapping":
        """The mapping less some fields: where a file has geometries, columns with positions are ignored."""
        left_out = tuple(column for rule in self.rules if rule.name in fields for column in rule.columns)
        kept = tuple(rule for rule in self.rules if rule.name not in fields)
        return replace(self, rules=kept, ignored=(*self.ignored, *left_out))


def choose_mapping(target: Target, columns: tuple[str, ...], asked: str | None) -> Mapping:
    """Return the mapping asked for (a name or a file), else the kept one whose signature fits, else one by headings.

    Raises
    ------
    BadOptionError
        The mapping asked for does not exist, is malformed, or names columns that the file has not.
    BadFileError
        No column of the file means anything.
    """
    if asked:
        return _from_document(_read(asked), target, columns)
    for path in sorted(FOLDER.glob("*.toml")):
        document = tomllib.loads(path.read_text("utf-8"))
        if document["layer"] == target.key and _fits(document, columns):
            return _from_document(document, target, columns)
    return _from_headings(target, columns)


def count_known(target: Target, headings: list[str]) -> int:
    """Return how many of a row's cells are headings that mean something, to find the header of a sheet."""
    signatures = {
        name for path in FOLDER.glob("*.toml") for name in tomllib.loads(path.read_text("utf-8")).get("signature", [])
    }
    recognised = match([text for text in headings if text], _known(target), prefixes=_prefixes(target))
    return len(recognised) + sum(text in signatures for text in headings)


def _fits(document: dict[str, Any], columns: tuple[str, ...]) -> bool:
    signature = set(document.get("signature", ()))
    return bool(signature) and (signature == set(columns) if document.get("only_these") else signature <= set(columns))


def _read(asked: str) -> dict[str, Any]:
    path = Path(asked) if asked.endswith(".toml") else FOLDER / f"{asked}.toml"
    if not path.is_file() or (not asked.endswith(".toml") and path.parent.resolve() != FOLDER.resolve()):
        raise _bad_map(
            say(
                "There is no mapping “{asked}”; give a .toml file, or one of: {known}.",
                "没有映射“{asked}”；请给出 .toml 文件，或：{known}。",
                asked=asked[:100],
                known=", ".join(sorted(path.stem for path in FOLDER.glob("*.toml"))),
            )
        )
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _bad_map(
            say(
                "The mapping {name} is not valid TOML: {why}.",
                "映射 {name} 不是有效的 TOML：{why}。",
                name=path.name,
                why=error,
            )
        ) from None
    return {"title": path.stem, **document}


def _from_document(document: dict[str, Any], target: Target, columns: tuple[str, ...]) -> Mapping:
    faults = list(_faults(document, target))
    if faults:
        raise _bad_map(" ".join(faults))
    rules = tuple(Rule(name, **entry) for name, entry in document["fields"].items())
    used = {column for rule in rules for column in rule.columns}
    if missing := sorted(used - set(columns)):
        raise BadFileError(
            say(
                "The file lacks the columns {missing} that the mapping “{title}” reads; it has: {columns}.",
                "文件缺少映射“{title}”所需的列 {missing}；现有列：{columns}。",
                missing=", ".join(missing),
                title=document["title"],
                columns=", ".join(columns)[:500],
            )
        )
    return Mapping(
        document["title"],
        rules,
        tuple(name for name in columns if name not in used),
        document.get("crs"),
        document.get("datum"),
    )


def _faults(document: dict[str, Any], target: Target) -> Iterator[str]:
    if unknown := sorted(set(document) - SETTINGS):
        yield say("Unknown settings: {names}.", "未知设置：{names}。", names=", ".join(unknown))
    if document.get("layer", target.key) != target.key:
        yield say("The mapping is for {layer}.", "该映射用于 {layer}。", layer=document["layer"])
    fields = document.get("fields")
    if not isinstance(fields, dict) or not all(isinstance(entry, dict) for entry in fields.values()):
        yield say("It needs a table [fields.<name>] for each field.", "每个字段需要一个 [fields.<字段名>] 表。")
        return
    for name, entry in fields.items():
        if name not in target.fields:
            yield say(
                "There is no field “{name}”; there are: {known}.",
                "没有字段“{name}”；现有：{known}。",
                name=name,
                known=", ".join(target.fields),
            )
        if unknown := sorted(set(entry) - RULE_KEYS):
            yield say(
                "{name}: unknown settings {names}.", "{name}：未知设置 {names}。", name=name, names=", ".join(unknown)
            )
        if sum(key in entry for key in ("column", "template", "constant")) != 1:
            yield say(
                "{name} needs exactly one of column, template, constant.",
                "{name} 必须恰好给出 column、template、constant 之一。",
                name=name,
            )


def _from_headings(target: Target, columns: tuple[str, ...]) -> Mapping:
    found = match(columns, _known(target), prefixes=_prefixes(target))
    if not found:
        raise BadFileError(
            say(
                "No column of the file is known; it has: {columns}. Give a mapping with --map.",
                "文件中没有可识别的列；现有：{columns}。请用 --map 给出映射。",
                columns=", ".join(columns)[:500] or "-",
            )
        )
    return Mapping(
        "",
        tuple(Rule(name, column=column) for column, name in found.items()),
        tuple(column for column in columns if column not in found),
    )


def _known(target: Target) -> dict[str, frozenset[str]]:
    return {name: field.spellings for name, field in target.fields.items()}


def _prefixes(target: Target) -> list[str]:
    return [str(target.model._meta.verbose_name), "避难场所", "储备库", "队伍", "隐患点", "场所", "避難收容處所"]


def _bad_map(detail: str) -> BadOptionError:
    return BadOptionError("map", detail)
