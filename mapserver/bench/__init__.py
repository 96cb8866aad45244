"""Benches: OneMap beside what a user would otherwise pick, on the same rows, in one run. `onemap bench NAME`.

A bench is one module in ``mapserver/bench/benches/`` with a ``TITLE``, its usual number of ``ROWS``, and
``run(lab, rows) -> Report``. The lab (`lab.py`) lends scratch databases, servers and a folder, and takes
all of it back.
"""
