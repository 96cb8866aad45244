"""Questions across models. Each returns frozen dataclasses; none knows HTTP, rights or languages."""
