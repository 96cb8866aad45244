"""A command that is told to leave leaves, wherever the signal meets it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ops.conftest import PROJECT_DIR, environment

MET_BY_A_FINALISER = """
import os, sys, time
from mapserver import __main__ as onemap

class Finalised:
    def __del__(self):
        os.kill(os.getpid(), int(sys.argv[1]))
        time.sleep(1)  # the handler runs in here, where nothing can be raised

def run(arguments):
    Finalised()
    time.sleep(60)
    print("went on")

onemap._run = run
sys.exit(onemap.main(["check"]))
"""


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_whose_exception_python_drops_ends_the_command_all_the_same(data_dir: Path, way: int) -> None:
    command = [sys.executable, "-c", MET_BY_A_FINALISER, str(int(way))]
    done = subprocess.run(
        command, cwd=PROJECT_DIR, env=environment(data_dir), capture_output=True, text=True, timeout=50
    )
    assert (done.returncode, done.stdout) == (128 + way, ""), done.stderr
