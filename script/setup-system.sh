# System packages: PostgreSQL with PostGIS, a Chinese font, and for the tests a browser. Sourced by script/setup.
# shellcheck shell=bash

# Ask the application itself; this part of it needs the standard library alone.
ask_installation() {
  PYTHONPATH=$PROJECT PYTHONDONTWRITEBYTECODE=1 "$PYTHON" -c "from mapserver.embedded import installation; $1"
}

has_postgis() {
  ask_installation 'raise SystemExit(not any(one.usable for one in installation.find_installations()))'
}

ensure_postgis() {
  if [[ -n ${ONEMAP_DATABASE_URL:-}${ONEMAP_DATABASE_URL_FILE:-} ]]; then return; fi
  if has_postgis; then return; fi
  local packages
  packages=$(ask_installation 'print(*installation.debian_packages())')
  # shellcheck disable=SC2086  # a list of words
  require_apt 'PostgreSQL 14 or newer with PostGIS 3.2 or newer' $packages
  # shellcheck disable=SC2086
  step 'Installing PostgreSQL and PostGIS' install_postgis $packages
  has_postgis || die "PostgreSQL and PostGIS were installed but are not found. (Details: $LOG)"
}

# Where PostgreSQL is new to the machine, Debian would also make and start a server for everybody; nobody asked for one.
install_postgis() {
  local folder=/etc/postgresql-common/createcluster.d
  local marker=$folder/onemap-setup.conf
  if ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
    as_root mkdir -p "$folder"
    say 'create_main_cluster = false' | as_root tee "$marker"
  fi
  local result=0
  apt_install "$@" || result=$?
  as_root rm -f "$marker"
  return "$result"
}

# A snap's stand-in is there and yet not a browser: it is run, not believed.
system_chromium() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null && "$name" --version </dev/null 2>/dev/null | grep -qE '^(Chromium|Google Chrome) [0-9]'; then
      command -v "$name"
      return
    fi
  done
  return 1
}

has_chinese_font() {
  if command -v fc-list >/dev/null; then [[ -n $(fc-list :lang=zh family) ]]; else dpkg -s fonts-noto-cjk >/dev/null 2>&1; fi
}

# The build of its own that Playwright has fetched, if it has.
playwright_chromium() {
  "$VENV/bin/python" - <<'END' 2>/dev/null
import os
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    path = playwright.chromium.executable_path
print(path)
raise SystemExit(not os.path.exists(path))
END
}

# Reports on paper are set in it. Without one all else works, so a machine that cannot install it is told, not refused.
ensure_chinese_font() {
  if has_chinese_font; then return; fi
  if can_install; then
    step 'Installing a Chinese font' apt_install fonts-noto-cjk
  else
    say '  No Chinese font: reports as PDF need one (fonts-noto-cjk); reports as HTML do not.'
  fi
}

ensure_browser() {
  if system_chromium >/dev/null || playwright_chromium >/dev/null; then return; fi
  if [[ $(system_name) == ubuntu* ]]; then
    say "  Ubuntu has Chromium as a snap alone, which tests cannot drive: Playwright's own build of it is installed."
    require_root_for 'the libraries that Chromium needs'
    step "Installing Playwright's Chromium" "$VENV/bin/playwright" install --with-deps chromium
  else
    require_apt 'Chromium' chromium
    step 'Installing Chromium' apt_install chromium
  fi
}
