# The map page: Node, its packages, the build. Sourced by script/setup.
# shellcheck shell=bash

is_node_good_enough() {
  # What Vite asks for: ^20.19 or >= 22.12.
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)' >/dev/null 2>&1
}

# The system's Node where it is new enough and has npm; else the one in the virtual environment.
ensure_node() {
  if command -v npm >/dev/null && is_node_good_enough node; then return; fi
  if ! is_node_good_enough "$VENV/bin/node"; then
    require_space
    step 'Installing Node.js' install_packages node
  fi
  PATH=$VENV/bin:$PATH
}

build_front_end() {
  # Chained, for the shell does not stop at errors inside a step. Compressed once here, not at every request.
  (cd frontend && npm run build) &&
    "$VENV/bin/python" -m whitenoise.compress --quiet frontend/dist
}

front_end_sources() {
  find frontend -type d \( -name node_modules -o -name dist \) -prune -o -type f -print | LC_ALL=C sort
}

ensure_front_end() {
  if [[ ! -f frontend/package-lock.json ]]; then
    say '  There is no front end to build.'
    return
  fi
  ensure_node
  local packages_stamp=frontend/node_modules/.onemap-packages packages_hash
  packages_hash="$(hash_of frontend/package-lock.json) $(node --version)"
  if ! is_current "$packages_stamp" "$packages_hash"; then
    require_space
    step 'Installing the front-end packages' npm --prefix frontend ci --no-audit --no-fund --loglevel=error
    mkdir -p frontend/node_modules
    say "$packages_hash" >"$packages_stamp"
  fi
  local build_stamp=frontend/dist/.onemap-build build_hash
  build_hash=$(front_end_sources | tr '\n' '\0' | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1)
  if ! is_current "$build_stamp" "$build_hash"; then
    step 'Building the map page' build_front_end
    say "$build_hash" >"$build_stamp"
  fi
}
