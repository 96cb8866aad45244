"""Parameters in, serialised answers out; one module per endpoint family."""
