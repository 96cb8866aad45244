"""What-ifs that are kept: read, written, asked of, compared."""
