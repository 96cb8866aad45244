"""Nearest and within: one place, very many places, the short way."""
