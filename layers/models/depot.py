"""Stockpile depots 应急物资储备库, their stock lines, and the catalogue of items."""

from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.core.validators import MinValueValidator, RegexValidator
from django.db.models import F, Q
from django.utils import timezone

from layers.labels import L
from layers.models.place import Resource
from layers.querysets import DepotQuerySet, StockLineQuerySet

GB38565 = RegexValidator(
    r"^[123]((0[1-9]|[1-9]\d){0,3})\Z",
    L(
        "A GB/T 38565 code has 1, 3, 5 or 7 digits and begins with 1, 2 or 3.",
        "GB/T 38565 编码为 1、3、5 或 7 位，首位为 1、2 或 3。",
    ),
)


class DepotLevel(models.TextChoices):
    CENTRAL = "central", L("central", "中央级")
    PROVINCE = "province", L("province", "省级")
    CITY = "city", L("city", "市级")
    COUNTY = "county", L("county", "县级")
    TOWN = "town", L("town", "乡镇级")
    VILLAGE = "village", L("village", "村级储备点")


class StorageMode(models.TextChoices):
    PHYSICAL = "physical", L("physical stock", "实物储备")
    AGREEMENT = "agreement", L("by agreement", "协议储备")
    CAPACITY = "capacity", L("production capacity", "产能储备")


class DepotStatus(models.TextChoices):
    IN_SERVICE = "in_service", L("in service", "在用")
    SUSPENDED = "suspended", L("suspended", "停用")
    CLOSED = "closed", L("closed", "撤销")


class Item(models.Model):
    """A kind of goods in the catalogue tree; a group holds its kinds, a kind is what stock lines count."""

    key = models.SlugField(L("key", "键"), max_length=50, unique=True)
    code = models.CharField(
        L("GB/T 38565 code", "GB/T 38565 编码"), max_length=7, null=True, blank=True, unique=True, validators=[GB38565]
    )
    name = models.CharField(L("name", "名称"), max_length=100)
    name_en = models.CharField(L("English name", "英文名称"), max_length=100, blank=True)
    unit = models.CharField(L("unit", "单位"), max_length=20, blank=True)
    unit_en = models.CharField(L("English unit", "英文单位"), max_length=20, blank=True)
    unit_mass_kg = models.FloatField(L("mass of one unit, kg", "单件质量（千克）"), null=True, blank=True)
    unit_mass_basis = models.CharField(
        L("what the mass is based on", "质量依据"),
        max_length=120,
        blank=True,
        help_text=L(
            "weighed, on the label, or a typical value that is to be checked", "实称、标签值，或待核对的常见值"
        ),
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=L("belongs to", "上级")
    )
    external_codes = models.JSONField(L("codes elsewhere", "外部编码"), default=dict, blank=True)

    class Meta:
        verbose_name = L("item", "物资")
        verbose_name_plural = L("items", "物资目录")
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"

    @property
    def names(self) -> dict[str, str]:
        return {"en": self.name_en or self.name, "zh": self.name}

    @property
    def units(self) -> dict[str, str]:
        return {"en": self.unit_en or self.unit, "zh": self.unit}


class Depot(Resource):
    """A store that can give: physical stock, a supplier's promise, or production capacity."""

    level = models.CharField(L("level", "级别"), max_length=10, choices=DepotLevel)
    storage_mode = models.CharField(
        L("storage mode", "储备方式"), max_length=10, choices=StorageMode, default=StorageMode.PHYSICAL
    )
    floor_area_m2 = models.FloatField(
        L("floor area", "库房面积"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    loading_minutes = models.PositiveIntegerField(
        L("loading time", "装车时间"), null=True, blank=True, help_text=L("minutes to load a truck", "装一车所需分钟")
    )
    staffed_24h = models.BooleanField(L("staffed 24 h", "24 小时值守"), default=False)
    status = models.CharField(L("status", "状态"), max_length=12, choices=DepotStatus, default=DepotStatus.IN_SERVICE)

    objects: ClassVar[Any] = DepotQuerySet.as_manager()
    USABLE: ClassVar[frozenset[str]] = frozenset({DepotStatus.IN_SERVICE})

    class Meta(Resource.Meta):
        verbose_name = L("depot", "储备库")
        verbose_name_plural = L("depots", "储备库")

    @property
    def stock(self) -> list[dict[str, Any]]:
        """The stock lines as documents, by item and expiry."""
        return [line.as_document() for line in self.stock_lines.all()]

    def set_stock(self, lines: list[dict[str, Any]]) -> None:
        """Create or update lines by item and batch; lines that are not named stay as they are."""
        for line in lines:
            key = {"item": line["item"], "batch": line.get("batch", "")}
            values = {name: line[name] for name in StockLine.WRITABLE if name in line}
            self.stock_lines.update_or_create(**key, defaults=values)


class StockLine(models.Model):
    """One batch of one item in one depot. The database holds `available` = on hand - reserved ≥ 0."""

    depot = models.ForeignKey(Depot, models.CASCADE, related_name="stock_lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="stock_lines", verbose_name=L("item", "物资"))
    batch = models.CharField(L("batch", "批次"), max_length=50, blank=True)
    on_hand = models.DecimalField(L("on hand", "库存"), max_digits=16, decimal_places=3)
    reserved = models.DecimalField(L("reserved", "已占用"), max_digits=16, decimal_places=3, default=0)
    minimum = models.DecimalField(L("minimum", "下限"), max_digits=16, decimal_places=3, default=0)
    available = models.GeneratedField(
        verbose_name=L("available", "可用"),
        expression=F("on_hand") - F("reserved"),
        output_field=models.DecimalField(max_digits=16, decimal_places=3),
        db_persist=True,
    )
    made_on = models.DateField(L("made on", "生产日期"), null=True, blank=True)
    expires_on = models.DateField(
        L("expires on", "有效期至"),
        null=True,
        blank=True,
        help_text=L("the last day on which it may be used", "最后可用日"),
    )

    objects = StockLineQuerySet.as_manager()
    WRITABLE: ClassVar = ("on_hand", "reserved", "minimum", "made_on", "expires_on")

    class Meta:
        verbose_name = L("stock line", "库存")
        verbose_name_plural = L("stock lines", "库存")
        default_permissions = ()
        ordering: ClassVar = ["item__key", "expires_on", "batch"]
        indexes: ClassVar = [models.Index(fields=["item", "depot"], name="stock_item_depot")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["depot", "item", "batch"], name="stock_batch_once"),
            models.CheckConstraint(
                condition=Q(on_hand__gte=0, reserved__gte=0, minimum__gte=0), name="stock_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(reserved__lte=F("on_hand")),
                name="stock_available_not_negative",
                violation_error_message=L("More is reserved than is on hand.", "占用数量超过库存。"),
            ),
            models.CheckConstraint(
                condition=Q(made_on__isnull=True) | Q(expires_on__isnull=True) | Q(made_on__lte=F("expires_on")),
                name="stock_made_before_expiry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.name} {self.on_hand.normalize():f} {self.item.unit}"

    def as_document(self) -> dict[str, Any]:
        return {
            "item": self.item.key,
            "item_name": self.item.names,
            "unit": self.item.units,
            "batch": self.batch,
            "on_hand": number(self.on_hand),
            "reserved": number(self.reserved),
            "available": number(self.available),
            "minimum": number(self.minimum),
            "made_on": self.made_on and self.made_on.isoformat(),
            "expires_on": self.expires_on and self.expires_on.isoformat(),
            "expired": bool(self.expires_on and self.expires_on < timezone.localdate()),
        }


def number(value: Any) -> int | float | None:
    """Return a decimal as the plainest JSON number."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
