"""Delivery clocks: which sites stock of given levels reaches in time, which it does not, and by how much."""
