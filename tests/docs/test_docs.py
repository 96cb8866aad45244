"""What exists is documented: every address, layer and filter; and links between documents lead somewhere."""

import re
from pathlib import Path

import pytest

from layers import catalog
from layers.api.urls import urlpatterns

ROOT = Path(__file__).resolve().parents[2]
API = (ROOT / "docs" / "api.md").read_text("utf-8")


def test_every_address_is_in_the_api_document():
    keys = "|".join(layer.key for layer in catalog.layers())
    for pattern in urlpatterns:
        if pattern.callback.cls.__name__ == "NoSuchLayerView":
            continue
        address = re.sub(
            rf"((?:layers|nearest|within|coverage|accessibility|siting|tiles)/)(?:{keys})\b",
            r"\1{layer}",
            str(pattern.pattern),
        )
        address = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address).replace("{feature_id}", "{id}")
        known = address in API or address.replace("api/v1/layers/{layer}", "…") in API
        assert known, address


def test_every_layer_and_filter_is_in_the_api_document():
    for layer in catalog.layers():
        assert f"`{layer.key}`" in API
        if catalog.NEAREST in layer.questions:
            for one in layer.filters:
                for parameter in one.parameters:
                    assert parameter.name in API, (layer.key, parameter.name)


@pytest.mark.parametrize("document", sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]), ids=lambda p: p.name)
def test_links_between_documents_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#:\s]+)\)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


def test_both_readmes_say_the_same_commands():
    blocks = [
        re.findall(r"^(?:script/\w+|curl|  ')[^#\n]*", (ROOT / name).read_text("utf-8"), re.M)
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert [line.strip() for line in blocks[0]] == [line.strip() for line in blocks[1]]
    assert len(blocks[0]) > 4
