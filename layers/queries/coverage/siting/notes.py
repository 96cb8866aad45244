"""What whoever reads a choice of sites has to know beside it."""

from collections.abc import Iterator, Sequence

from layers.labels import L
from layers.queries.coverage.notes import Note, note
from layers.queries.coverage.place import Place
from layers.queries.coverage.place_notes import place_notes
from layers.queries.coverage.siting.choice import Choice
from layers.queries.coverage.siting.ground import Ground
from layers.queries.coverage.siting.nearness import OnFoot
from layers.queries.coverage.siting.question import Pick, SitingMethod, SitingQuestion, Unreachable
from layers.queries.coverage.walked import walking_notes


def notes_of(
    question: SitingQuestion,
    place: Place,
    ground: Ground,
    choice: Choice,
    picks: Sequence[Pick],
    missed: Unreachable,
) -> Iterator[Note]:
    """Yield the notes of a choice."""
    yield from place_notes(place, place.people, float(place.persons.sum()))
    if place.persons.any() and not ground.candidates:
        yield note("no_candidates", L("There are no candidates there.", "该范围内没有候选点。"))
    if missed.people > 0:
        yield note("unreachable", _missed(question), people=round(missed.people), cells=missed.cells)
    if ground.table.walking:
        yield from walking_notes(ground.table.walking, place)
    if isinstance(ground.ways, OnFoot):
        text = L(
            "Chosen by ways on foot of up to {minutes:g} minutes: who has a longer one, or none, counts as so far.",
            "按 {minutes:g} 分钟以内的步行时间选址：更远或无路可达者按此时间计。",
        )
        yield note("walk_bound", text, minutes=ground.ways.bound / 60)
    if ground.cut_off_persons > 0:
        text = L(
            "{people:,} people have no such way to any site or candidate; mean and farthest leave them out.",
            "{people:,} 人到任何场所和候选点都无此类步行路径，不计入平均与最远。",
        )
        yield note("cut_off", text, people=round(ground.cut_off_persons))
    yield from _about_choice(question, ground, choice, picks)


def _missed(question: SitingQuestion) -> str:
    if question.method is SitingMethod.LSCP:
        return L(
            "Not everyone can be covered: no site and no candidate reaches {people:,} people in {cells:,} cells. "
            "The picks cover all others.",
            "无法覆盖全部人口：{cells:,} 个单元的 {people:,} 人任何场所和候选点都覆盖不到；所选场所覆盖其余人口。",
        )
    return L(
        "No site and no candidate reaches {people:,} people in {cells:,} cells.",
        "{cells:,} 个单元的 {people:,} 人任何场所和候选点都覆盖不到。",
    )


def _about_choice(question: SitingQuestion, ground: Ground, choice: Choice, picks: Sequence[Pick]) -> Iterator[Note]:
    if choice.gap > 0:
        text = L(
            "Not proven to be the best: another choice may be better by up to {gap:.1%}.",
            "未证明为最优：其他方案最多可能优 {gap:.1%}。",
        )
        yield note("gap", text, gap=choice.gap)
    if question.p and ground.candidates and len(picks) < min(question.p, len(ground.candidates)):
        text = L("{n} of {p} sites are enough: more would add nothing.", "{p} 个中仅需 {n} 个，再多也无增益。")
        yield note("fewer_suffice", text, n=len(picks), p=question.p)
    if ground.gathered_m > 0:
        text = L(
            "Chosen on {n:,} cells, into which {all:,} were taken together, none moved more than {m:,.0f} m; "
            "figures are of all cells.",
            "在合并后的 {n:,} 个单元上选址（原 {all:,} 个，移动不超过 {m:,.0f} 米）；数字按全部单元计算。",
        )
        yield note("gathered", text, n=ground.n_gathered, all=len(ground.persons), m=ground.gathered_m)
    if question.method is SitingMethod.SERVED:
        text = L(
            "Candidates that say nothing of their capacity are taken to have {n:,.0f} places.",
            "未注明容量的候选点按 {n:,.0f} 人计。",
        )
        yield note("usual_places", text, n=question.places)
