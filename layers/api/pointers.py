"""Where readers of bodies find `layers.pointers`."""

from layers.pointers import Reader, refused

__all__ = ["Reader", "refused"]
