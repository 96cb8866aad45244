"""The kinds of hazard that shelters are judged suitable for (columns of the suitability matrix)."""

from django.db import models

from layers.labels import L


class HazardKind(models.TextChoices):
    """Natural and technical hazards; the first eight are those of the Japanese GSI shelter list."""

    FLOOD = "flood", L("flood", "洪涝")
    LANDSLIDE = "landslide", L("landslide or debris flow", "滑坡泥石流")
    STORM_SURGE = "storm_surge", L("storm surge", "风暴潮")
    EARTHQUAKE = "earthquake", L("earthquake", "地震")
    TSUNAMI = "tsunami", L("tsunami", "海啸")
    FIRE = "fire", L("large fire", "大规模火灾")
    WATERLOGGING = "waterlogging", L("waterlogging", "内涝")
    VOLCANO = "volcano", L("volcano", "火山")
    TYPHOON = "typhoon", L("typhoon", "台风")
    CHEMICAL = "chemical", L("chemical leak", "危化品泄漏")
    SNOW = "snow", L("snow and ice", "低温雨雪冰冻")


class YesNoUnknown(models.TextChoices):
    """A flag about which nothing may be known."""

    YES = "yes", L("yes", "是")
    NO = "no", L("no", "否")
    UNKNOWN = "unknown", L("unknown", "未知")
