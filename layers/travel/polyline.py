"""Valhalla's encoded lines: differences of 1e-6 degrees, in the letters of Google's polyline format."""

PRECISION = 1e-6


def decode(text: str) -> list[tuple[float, float]]:
    """Return the (lon, lat) of an encoded line."""
    values: list[int] = []
    number = shift = 0
    for letter in text:
        bits = ord(letter) - 63
        number |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            values.append(~(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    places = []
    lat = lon = 0
    for north, east in zip(values[::2], values[1::2], strict=True):
        lat, lon = lat + north, lon + east
        places.append((round(lon * PRECISION, 6), round(lat * PRECISION, 6)))
    return places
