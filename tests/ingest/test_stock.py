"""Stock: in a column beside the depot, or line by line."""

from decimal import Decimal

import pytest

from layers.models import Depot, StockLine
from layers.reference import find_items
from tests.ingest.conftest import Import, faults

pytestmark = pytest.mark.django_db

DEPOTS = (
    "编码,名称,经度,纬度,级别,库存\nD1,县库,109.5,34.5,县级,tent-12:500;棉被:300\n"
    "D2,市库,109.6,34.5,市级,Tent 36 m²:20\n"
)
LINES = (
    "储备库编码,物资,批次,数量,已占用,下限,生产日期,有效期至\n"
    "D1,tent-12,2025,1000,200,100,2025-01-05,\n"
    "D1,瓶装饮用水（24×550 毫升）,B7,60,,,2025年1月5日,2026-07-05\n"
)


@pytest.fixture
def depots(bring_in: Import) -> None:
    assert bring_in("depots", DEPOTS).exit_code == 0


@pytest.mark.usefixtures("depots")
class TestStock:
    def test_a_column_holds_items_and_amounts(self) -> None:
        held = {(line.depot.code, line.item.key): line.on_hand for line in StockLine.objects.all()}
        assert held == {("D1", "tent-12"): 500, ("D1", "quilt"): 300, ("D2", "tent-36"): 20}

    def test_the_same_column_again_changes_nothing_and_another_amount_updates(self, bring_in: Import) -> None:
        assert bring_in("depots", DEPOTS).unchanged == 2
        report = bring_in("depots", DEPOTS.replace("棉被:300", "棉被:250"))
        assert (report.updated, report.unchanged) == (1, 1)
        assert StockLine.objects.get(item__key="quilt").on_hand == 250
        assert StockLine.objects.count() == 3

    def test_lines_carry_batches_dates_and_reservations(self, bring_in: Import) -> None:
        report = bring_in("stock", LINES)
        assert (report.created, report.notes) == (2, ())
        line = StockLine.objects.get(batch="2025")
        assert (line.on_hand, line.reserved, line.minimum, line.available) == (1000, 200, 100, 800)
        tents = find_items("tent").ids
        assert Depot.objects.with_available(tents).get(code="D1").available_quantity == Decimal(1300)
        assert str(StockLine.objects.get(batch="B7").expires_on) == "2026-07-05"

    def test_lines_again_update_by_depot_item_and_batch(self, bring_in: Import) -> None:
        bring_in("stock", LINES)
        report = bring_in("stock", LINES.replace("1000,200", "900,200"))
        assert (report.created, report.updated, report.unchanged) == (0, 1, 1)

    def test_what_cannot_be_is_refused_line_by_line(self, bring_in: Import) -> None:
        report = bring_in(
            "stock",
            "depot,item,on_hand,reserved\nD1,quilt,10,20\nD9,quilt,10,0\nD1,unobtainium,10,0\n"
            "D2,quilt,-1,0\nD2,quilt,many,0\nD2,blanket,12.5,0\nD2,,5,0\n",
        )
        said = faults(report)
        assert "More is reserved" in said[(2, "")]
        assert "D9" in said[(3, "depot")]
        assert "unobtainium" in said[(4, "item")]
        assert "negative" in said[(5, "on_hand")]
        assert "not a number" in said[(6, "on_hand")]
        assert (8, "item") in said
        assert report.created == 1


def test_a_column_may_hold_fractions(bring_in: Import) -> None:
    bring_in("depots", "code,name,lon,lat,level,stock\nD1,X,109.5,34.5,county,铁丝:2.5\n")
    assert StockLine.objects.get().on_hand == Decimal("2.5")


def test_a_malformed_stock_column_is_named(bring_in: Import) -> None:
    report = bring_in("depots", "code,name,lon,lat,level,stock\nD1,X,109.5,34.5,county,tents\n")
    assert "name:amount" in faults(report)[(2, "stock")]
