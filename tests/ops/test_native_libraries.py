"""Libraries that bring their own machine code are used beside each other in one process."""

import subprocess
import sys

import pytest

SOLVERS = ("highspy", "ortools.graph.python.min_cost_flow")


@pytest.mark.parametrize("first", SOLVERS)
def test_highs_and_or_tools_load_in_one_process_in_either_order(first):
    (second,) = set(SOLVERS) - {first}
    code = f"import {first}, {second}, highspy; highspy.Highs().version()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
