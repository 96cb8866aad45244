"""The resources, one file a kind."""

from layers.models.area import Area, AreaLevel, AreaPart
from layers.models.change import LayerChange
from layers.models.clock import DeliveryClock
from layers.models.closure import ClosureReason, ClosureStatus, RoadClosure
from layers.models.depot import Depot, DepotLevel, DepotStatus, Item, StockLine, StorageMode
from layers.models.hazard import HazardPoint, HazardPointKind, HiddenDangerClass, Rectification, RiskLevel
from layers.models.hazard_kinds import HazardKind, YesNoUnknown
from layers.models.incident import Incident, IncidentKind, IncidentStatus, ResponseLevel, Severity
from layers.models.place import Place, Resource
from layers.models.population import CellForm, Population, PopulationBlock
from layers.models.run import UNFINISHED, KeptAnswer, Run, RunState
from layers.models.scenario import Scenario
from layers.models.shelter import (
    DesignClass,
    Duration,
    Facility,
    Shelter,
    ShelterFunction,
    ShelterLevel,
    ShelterStatus,
    ShelterSuitability,
    Space,
    Tenure,
)
from layers.models.standard import StandardProfile, Verification
from layers.models.target import CoverageTarget, TargetCapacity, TargetMeasure
from layers.models.team import Discipline, Team, TeamCategory, TeamStatus, TypingSystem
from layers.models.version import LayerVersion

__all__ = [
    "UNFINISHED",
    "Area",
    "AreaLevel",
    "AreaPart",
    "CellForm",
    "ClosureReason",
    "ClosureStatus",
    "CoverageTarget",
    "DeliveryClock",
    "Depot",
    "DepotLevel",
    "DepotStatus",
    "DesignClass",
    "Discipline",
    "Duration",
    "Facility",
    "HazardKind",
    "HazardPoint",
    "HazardPointKind",
    "HiddenDangerClass",
    "Incident",
    "IncidentKind",
    "IncidentStatus",
    "Item",
    "KeptAnswer",
    "LayerChange",
    "LayerVersion",
    "Place",
    "Population",
    "PopulationBlock",
    "Rectification",
    "Resource",
    "ResponseLevel",
    "RiskLevel",
    "RoadClosure",
    "Run",
    "RunState",
    "Scenario",
    "Severity",
    "Shelter",
    "ShelterFunction",
    "ShelterLevel",
    "ShelterStatus",
    "ShelterSuitability",
    "Space",
    "StandardProfile",
    "StockLine",
    "StorageMode",
    "TargetCapacity",
    "TargetMeasure",
    "Team",
    "TeamCategory",
    "TeamStatus",
    "Tenure",
    "TypingSystem",
    "Verification",
    "YesNoUnknown",
]
