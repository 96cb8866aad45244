"""Filling a need from several depots, and delivery clocks."""
