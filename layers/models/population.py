"""Populations 人口数据: who lives where, as cells of people kept in blocks of columns."""

from typing import ClassVar

from django.db import models

from layers.labels import BothLanguages, L


class CellForm(models.TextChoices):
    POINTS = "points", L("points", "点")
    POLYGONS = "polygons", L("polygons", "面")
    RASTER = "raster", L("raster", "栅格")


class Population(models.Model):
    """One population: its source and year, and what is true of all its cells; replaced as a whole by an import."""

    code = models.SlugField(L("code", "编码"), max_length=50, primary_key=True)
    name = models.CharField(L("name", "名称"), max_length=200)
    name_en = models.CharField(L("English name", "英文名称"), max_length=200, blank=True)
    source = models.CharField(L("source", "数据来源"), max_length=300)
    year = models.PositiveSmallIntegerField(L("year", "年份"))
    form = models.CharField(L("form of the cells", "数据形式"), max_length=10, choices=CellForm)
    is_estimate = models.BooleanField(
        L("estimate", "估算"),
        default=False,
        help_text=L("the people were not counted where the cells are", "人口不是在各格网实地统计的"),
    )
    method = models.CharField(
        L("how it was made", "制作方法"),
        max_length=500,
        blank=True,
        help_text=L("of an estimate: the rule", "估算规则"),
    )
    is_demo = models.BooleanField(L("demo data", "演示数据"), default=False)
    total_persons = models.FloatField(L("people", "人口"))
    cells = models.BigIntegerField(L("cells", "单元数"))
    west = models.FloatField(editable=False)
    south = models.FloatField(editable=False)
    east = models.FloatField(editable=False)
    north = models.FloatField(editable=False)
    version = models.PositiveIntegerField(L("data version", "数据版本"), default=1, editable=False)
    file_name = models.CharField(L("file", "文件"), max_length=255, blank=True)
    file_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    imported_at = models.DateTimeField(L("imported at", "导入时间"), auto_now=True)

    class Meta:
        verbose_name = L("population", "人口数据")
        verbose_name_plural = L("populations", "人口数据")
        ordering: ClassVar = ["is_demo", "-year", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(total_persons__gte=0, cells__gte=0), name="population_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.year})"

    @property
    def names(self) -> BothLanguages:
        return {"en": self.name_en or self.name, "zh": self.name}


class PopulationBlock(models.Model):
    """The cells of one population in one tile of the Earth, as compressed columns (`layers.people.blocks`)."""

    population = models.ForeignKey(Population, models.CASCADE, related_name="blocks")
    tile = models.IntegerField()
    """`layers.people.blocks.tile_of`."""
    part = models.PositiveSmallIntegerField(default=0)
    """Of a tile with more cells than one block holds."""
    cells = models.PositiveIntegerField()
    persons = models.FloatField()
    columns = models.BinaryField()

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["population", "tile", "part"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["population", "tile", "part"], name="population_block_once"),
        ]

    def __str__(self) -> str:
        return f"{self.population_id} {self.tile}.{self.part}"
