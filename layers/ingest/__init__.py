"""Files in: read, mapped, checked row by row, converted to WGS 84, written in one transaction. Knows no HTTP."""
