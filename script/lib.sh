# Shared by script/setup, script/demo and script/test. Sourced, never run.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PROJECT=$PWD
VENV=$PROJECT/.venv
LOG=$PROJECT/var/setup.log
NEEDED_GB=2

if [[ -t 1 ]]; then BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[31m' PLAIN=$'\e[0m'; else BOLD='' DIM='' RED='' PLAIN=''; fi

say() { printf '%s\n' "$*"; }
die() { printf '%sonemap: %s%s\n' "$RED" "$*" "$PLAIN" >&2; exit 1; }

open_log() {
  if ! { mkdir -p "$(dirname "$LOG")" && touch "$LOG"; } 2>/dev/null; then
    die "Cannot write to $PROJECT/var: put OneMap into a folder that you may write to."
  fi
  tail -c 200000 "$LOG" >"$LOG.new"
  mv "$LOG.new" "$LOG"
}

# step "What is being done" command…: run quietly, tell what and how long; on failure tell why in one sentence.
step() {
  local title=$1 started=$SECONDS
  shift
  printf '  %s … ' "$title"
  if { printf '\n── %s\n' "$title"; "$@"; } </dev/null >>"$LOG" 2>&1; then
    printf '%s%d s%s\n' "$DIM" $((SECONDS - started)) "$PLAIN"
  else
    printf 'failed\n'
    die "$title: $(why)"
  fi
}

# The likeliest reason in what the last step wrote.
why() {
  local last
  last=$(tac "$LOG" | sed '/^── /q' | tac)
  if grep -qiE 'no space left|ENOSPC' <<<"$last"; then
    say "no space is left on the disk. (Details: $LOG)"
  elif grep -qiE 'name resolution|name or service not known|could not resolve|connection broken|network is unreachable|no route to host|connection (refused|timed out)|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|failed to fetch' <<<"$last"; then
    say "there is no network, or it does not let through. (Details: $LOG)"
  elif grep -qi 'could not get lock' <<<"$last"; then
    say "another program is installing packages; try again when it is done. (Details: $LOG)"
  else
    say "$(grep -iE 'error|denied|fail' <<<"$last" | tail -n 1 | cut -c 1-300) (Details: $LOG)"
  fi
}

require_space() {
  local free_kb
  free_kb=$(df -Pk "$PROJECT" | awk 'NR == 2 {print $4}')
  ((free_kb >= NEEDED_GB * 1024 * 1024)) ||
    die "Setting up needs $NEEDED_GB GB of disk space in $PROJECT; $((free_kb / 1024)) MB are free."
}

# as_root command…: only for installing system packages.
as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# Ask for the password, if one is needed, before the quiet steps.
require_root_for() {
  if ((EUID == 0)); then return; fi
  command -v sudo >/dev/null || die "Installing needs root: run as root once: apt-get install $*"
  if [[ -t 0 ]]; then
    say "Installing $* needs your password:"
    sudo -v || die "Installing was not allowed: ask your administrator for: apt-get install $*"
  else
    sudo -n true 2>/dev/null || die "Installing needs root: run once: sudo apt-get install $*"
  fi
}

system_name() {
  # shellcheck source=/dev/null
  (. /etc/os-release 2>/dev/null && say "${ID:-} ${VERSION_ID:-}") || uname -s
}

is_supported_system() {
  case "$(system_name)" in
    'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04') return 0 ;;
    *) return 1 ;;
  esac
}

# require_apt what-for package…: on a system whose packages we know, else say what to install by hand.
require_apt() {
  local purpose=$1
  shift
  is_supported_system && command -v apt-get >/dev/null ||
    die "$purpose is missing, and this system ($(system_name)) is not one that script/setup installs packages on" \
      "(Debian 12 or 13, Ubuntu 22.04 or 24.04): install $purpose yourself, or use \`docker compose up\`."
  require_root_for "$@"
}

# Whether packages can be installed here without asking anybody.
can_install() {
  is_supported_system && command -v apt-get >/dev/null && { ((EUID == 0)) || sudo -n true 2>/dev/null; }
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -q update ||
    say 'The package lists could not be refreshed; the present ones are used.'
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -q -y --no-install-recommends install "$@"
}

# The hash of files and words, to see whether a step has anything to do.
hash_of() { cat "$@" | sha256sum | cut -d ' ' -f 1; }

is_current() { [[ -f $1 && $(<"$1") == "$2" ]]; }
