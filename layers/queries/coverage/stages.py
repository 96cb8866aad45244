"""What measuring coverage, and choosing sites, goes through: the stages that a person who waits is told of."""

from django.db import models

from layers.labels import L


class Stage(models.TextChoices):
    """One of them, in the order in which they come."""

    PEOPLE = "people", L("Reading the people", "读取人口")
    SITES = "sites", L("Reading the sites", "读取场所")
    REACH = "reach", L("Finding who is in reach", "计算谁在服务范围内")
    WALKING = "walking", L("Finding the ways on foot", "计算步行路径")
    PLACES = "places", L("Giving people places", "分配容量")
    AREAS = "areas", L("Adding up by area", "按行政区汇总")
    GROUND = "ground", L("Measuring the ground", "计算覆盖面积")
    GAINS = "gains", L("Weighing the candidates", "评估候选点")
    CHOOSING = "choosing", L("Choosing the best sites", "求解最优选址")
    CURVE = "curve", L("Finding what fewer sites would gain", "计算逐点收益")
    COMPARING = "comparing", L("Holding the what-ifs against today", "方案与现状对比")
    TARGETS = "targets", L("Checking the targets", "核查目标")
    WRITING = "writing", L("Writing the answer", "整理结果")
