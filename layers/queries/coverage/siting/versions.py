"""Which data a choice of sites is made of: those of coverage, and the layer that candidates come from."""

from layers.models import LayerVersion, Population
from layers.queries.coverage.siting.question import FromLayer, SitingQuestion
from layers.queries.coverage.versions import DataVersions, data_versions


def siting_versions(question: SitingQuestion, population: Population | None) -> DataVersions:
    """Return the versions of a question's data; call before reading, so that they are never too young."""
    data = data_versions(question.coverage, population)
    source = question.source
    if not isinstance(source, FromLayer) or source.layer.key in data.versions:
        return data
    row = LayerVersion.objects.filter(layer=source.layer.key).first()
    moments = [moment for moment in (data.as_of, row.changed_at if row else None) if moment]
    versions = {**data.versions, source.layer.key: str(row.version if row else 0)}
    return DataVersions(versions, max(moments, default=None))
