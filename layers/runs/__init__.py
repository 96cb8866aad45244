"""Long work: kinds of it, its progress, the answers that are kept, and who carries it out."""
