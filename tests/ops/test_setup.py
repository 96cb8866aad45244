"""`script/setup` does what is left to do, and nothing when nothing is. Run for real, on a small project of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import whitenoise

from mapserver.embedded.installation import find_installations
from tests.ops.conftest import PROJECT_DIR

PATIENCE_S = 180
PACKAGE = {"name": "page", "version": "1.0.0", "private": True, "scripts": {"build": "node build.mjs"}}
LOCK = {
    "name": "page",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "requires": True,
    "packages": {"": {"name": "page", "version": "1.0.0"}},
}
BUILD = """
import { mkdirSync, readFileSync, writeFileSync, rmSync } from 'node:fs';
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
writeFileSync('dist/index.html', readFileSync('page.html').toString().repeat(200));
"""

pytestmark = [
    pytest.mark.skipif(shutil.which("npm") is None, reason="without npm, setup would fetch Node from the network"),
    pytest.mark.skipif(
        not any(one.usable for one in find_installations()), reason="setup would install PostgreSQL on this machine"
    ),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real scripts on a project without packages to fetch, so that nothing needs a network; set up once."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT_DIR / "script", folder / "script")
    shutil.copytree(PROJECT_DIR / "mapserver" / "embedded", folder / "mapserver" / "embedded")
    (folder / "mapserver" / "__init__.py").touch()
    (folder / "requirements").mkdir()
    for name in ("app", "test", "node"):
        (folder / "requirements" / f"{name}.lock").write_text(f"# {name}: nothing to install\n")
    front_end = folder / "frontend"
    front_end.mkdir()
    (front_end / "package.json").write_text(json.dumps(PACKAGE))
    (front_end / "package-lock.json").write_text(json.dumps(LOCK))
    (front_end / "build.mjs").write_text(BUILD)
    (front_end / "page.html").write_text("<p>first</p>")
    answer = setup(folder)
    assert "Making the virtual environment" in answer
    assert "Installing the Python packages" in answer
    assert "Installing the front-end packages" in answer
    assert "Building the map page" in answer
    return folder


def setup(folder: Path, *arguments: str) -> str:
    """Run it without a terminal; what it said it did."""
    answer = run(folder, *arguments)
    assert answer.returncode == 0, answer.stdout + answer.stderr + (folder / "var/setup.log").read_text()
    return answer.stdout


def run(folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    # The project's own virtual environment is bare; the one tool that the build takes from it comes along.
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    if not (tools / "whitenoise").exists():
        (tools / "whitenoise").symlink_to(Path(whitenoise.__file__).parent)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ONEMAP_", "VIRTUAL_ENV"))}
    return subprocess.run(
        ["bash", "script/setup", *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(tools), "CI": "true", **changes},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def state(folder: Path) -> dict[str, int]:
    """When each thing that setup makes was last made."""
    made = (".venv/pyvenv.cfg", ".venv/.onemap-packages", ".venv/bin/onemap", "frontend/dist/index.html",
            "frontend/node_modules/.onemap-packages")  # fmt: skip
    return {name: (folder / name).stat().st_mtime_ns for name in made}


def changed(before: dict[str, int], folder: Path) -> set[str]:
    return {name for name, made_at in state(folder).items() if before[name] != made_at}


def test_the_second_run_does_nothing(project: Path) -> None:
    before = state(project)
    assert setup(project) == ""
    assert changed(before, project) == set()


def test_a_changed_page_is_built_again_and_nothing_else_is_done(project: Path) -> None:
    before = state(project)
    (project / "frontend/page.html").write_text("<p>second</p>")
    assert setup(project).split(" … ")[0].strip() == "Building the map page"
    assert "second" in (project / "frontend/dist/index.html").read_text()
    assert (project / "frontend/dist/index.html.gz").is_file(), "compressed once, not at every request"
    assert changed(before, project) == {"frontend/dist/index.html"}
    assert setup(project) == ""


def test_a_changed_lock_is_installed_and_nothing_else_is_done(project: Path) -> None:
    before = state(project)
    with (project / "requirements/app.lock").open("a") as lock:
        lock.write("# changed\n")
    assert setup(project).split(" … ")[0].strip() == "Installing the Python packages"
    assert changed(before, project) == {".venv/.onemap-packages"}
    assert setup(project) == ""


def test_a_broken_virtual_environment_is_made_anew(project: Path) -> None:
    shutil.rmtree(project / ".venv/bin")
    assert "Making the virtual environment" in setup(project)
    assert (project / ".venv/bin/onemap").is_file()
    assert setup(project) == ""


def test_the_launcher_runs_the_project(project: Path) -> None:
    answer = subprocess.run([project / ".venv/bin/onemap"], capture_output=True, text=True, check=False, cwd="/")
    # The bare environment has no Django; that it is the module of this project that was looked for is the point.
    assert "mapserver" in answer.stderr
    path_files = list((project / ".venv/lib").glob("python*/site-packages/onemap.pth"))
    assert [path.read_text().strip() for path in path_files] == [str(project)]


def test_a_failing_build_is_told_in_one_sentence(project: Path) -> None:
    page = project / "frontend/page.html"
    page.rename(page.with_suffix(".away"))
    try:
        answer = run(project)
    finally:
        page.with_suffix(".away").rename(page)
    assert answer.returncode != 0
    (sentence,) = answer.stderr.strip().splitlines()
    assert sentence.startswith("onemap: Building the map page: ")
    assert "page.html" in sentence or "setup.log" in sentence


def test_without_a_network_what_is_missing_is_told(project: Path) -> None:
    lock = project / "requirements/app.lock"
    content = lock.read_text()
    lock.write_text("whitenoise==0.0.1 --hash=sha256:" + 64 * "0" + "\n")
    try:
        answer = run(
            project, PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="1", PIP_CONFIG_FILE=os.devnull,
            PIP_FIND_LINKS="", PIP_EXTRA_INDEX_URL="", PYTHONPATH="",
        )  # fmt: skip
    finally:
        lock.write_text(content)
    assert answer.returncode != 0
    (sentence,) = answer.stderr.strip().splitlines()
    assert sentence.startswith("onemap: Installing the Python packages: there is no network")


def test_an_unknown_word_is_refused(project: Path) -> None:
    answer = run(project, "--everything")
    assert answer.returncode != 0
    assert "--everything" in answer.stderr
