"""What is to be said of the place that a question is asked about, whatever is measured there."""

from layers.labels import L
from layers.people.cells import People
from layers.queries.coverage.notes import Note, note
from layers.queries.coverage.place import Region


def place_notes(region: Region, people: People | None, persons: float | None) -> list[Note]:
    """Return the notes about a place's people and areas; `persons` is how many live there, None where nobody knows."""
    notes = []
    if persons is None:
        text = L(
            "There is no population in the database: people are not counted.", "数据库中没有人口数据：未统计人口。"
        )
        notes.append(note("no_population", text))
    elif persons <= 0:
        text = L("Nobody lives there: no share or mean is defined.", "该范围内没有人口：覆盖率与均值无定义。")
        notes.append(note("nobody", text))
    if people and people.is_estimate:
        text = L(
            "{english} is an estimate: its people were not counted where its cells are.",
            "{chinese}为估算数据：人口并非在各单元实地统计。",
        )
        notes.append(note("estimate", text, english=people.name_en or people.name, chinese=people.name))
    if bare := [row.name for row in region.rows if not row.geom]:
        text = L("Without an outline, and so without figures: {names}.", "没有边界、因而没有数值：{names}。")
        notes.append(note("without_outline", text, names=", ".join(bare)))
    return notes
