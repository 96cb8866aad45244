# Python: the newest that can make a virtual environment, and the packages of the lock. Sourced by script/setup.
# shellcheck shell=bash

OLDEST_PYTHON=11

is_new_enough() {
  "$1" -c "import sys; sys.exit(sys.version_info < (3, $OLDEST_PYTHON))" >/dev/null 2>&1
}

# Every Python worth trying, newest first. A version manager's shim may be there and yet fail: it is run, not believed.
candidate_pythons() {
  local name
  for name in python3.14 python3.13 python3.12 python3.11 python3; do
    if command -v "$name" >/dev/null && is_new_enough "$name"; then command -v "$name"; fi
  done
}

newest_python() {
  local all
  all=$(candidate_pythons)
  [[ -n $all ]] || die "Python 3.$OLDEST_PYTHON or newer is needed: $(python_advice)."
  say "${all%%$'\n'*}"
}

make_virtual_environment() {
  local python
  for python in $(candidate_pythons); do
    rm -rf "$VENV"
    if "$python" -m venv "$VENV" && "$VENV/bin/python" -m pip --version; then return; fi
  done
  rm -rf "$VENV"
  return 1
}

ensure_virtual_environment() {
  if is_new_enough "$VENV/bin/python" && "$VENV/bin/python" -c 'import pip' 2>/dev/null; then return; fi
  require_space
  # Debian keeps what makes virtual environments in a package of its own.
  if ! any_python_can_make_one; then
    local package
    package=python$("$PYTHON" -c 'import sys; print(*sys.version_info[:2], sep=".")')-venv
    require_apt "$package" "$package"
    step "Installing $package" apt_install "$package"
  fi
  step 'Making the virtual environment' make_virtual_environment
}

any_python_can_make_one() {
  local python
  for python in $(candidate_pythons); do
    if "$python" -c 'import venv, ensurepip' 2>/dev/null; then return 0; fi
  done
  return 1
}

python_advice() {
  case "$(system_name)" in
    'ubuntu 22.04') say 'apt-get install python3.11 python3.11-venv' ;;
    debian* | ubuntu*) say 'apt-get install python3 python3-venv' ;;
    *) say 'install it from your system or from python.org' ;;
  esac
}

# Wheels alone, so that nothing needs a compiler; prcoords, of plain Python, has never published one.
install_packages() {
  "$VENV/bin/python" -m pip install --disable-pip-version-check --require-hashes \
    --only-binary :all: --no-binary prcoords -r "requirements/$1.lock"
}

# The tests' lock holds all of the application's, so the tests' stamp counts for both.
ensure_python_packages() {
  local kind=$1 stamp=$VENV/.onemap-packages current=''
  [[ -f $stamp ]] && current=$(<"$stamp")
  local app_hash test_hash
  app_hash=$(hash_of requirements/app.lock)
  test_hash=$(hash_of requirements/test.lock)
  case "$kind $current" in
    "app app $app_hash" | "app test $app_hash $test_hash" | "test test $app_hash $test_hash") return ;;
  esac
  require_space
  step "Installing the Python packages" install_packages "$kind"
  if [[ $kind == test ]]; then say "test $app_hash $test_hash" >"$stamp"; else say "app $app_hash" >"$stamp"; fi
}

# .venv/bin/onemap, and the project on the interpreter's path.
ensure_launcher() {
  local launcher=$VENV/bin/onemap path_file
  path_file=$("$VENV/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/onemap.pth
  is_current "$path_file" "$PROJECT" || say "$PROJECT" >"$path_file"
  # shellcheck disable=SC2016  # expanded when the launcher runs
  local script='#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -m mapserver "$@"'
  is_current "$launcher" "$script" || { say "$script" >"$launcher" && chmod 755 "$launcher"; }
}
