# Shared by the scripts beside it: where the repository is, what must be installed, and steps
# that are timed and summed up. Source it; it prints only to stderr, but for the steps.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
script=${0##*/}

# A go.work in a folder above, or a vendor flag, would build something else than this repository.
export GOWORK=off

say() { printf '%s: %s\n' "$script" "$*" >&2; }
die() { say "$*"; exit 1; }

# need_go puts a Go that go.mod accepts first in PATH: the one in PATH, or the usual place of the download. An older
# one is not enough: whether it may fetch the newer version by itself is for its owner to say, by GOTOOLCHAIN.
need_go() {
  local go version found="" needed
  needed=$(sed -n 's/^go //p' "$root/go.mod")
  for go in "$(command -v go || true)" /usr/local/go/bin/go; do
    [[ -n $go && -x $go ]] || continue
    version=$(GOTOOLCHAIN=local "$go" env GOVERSION 2>/dev/null || true)
    found="${found:+$found,} $go (${version:-does not start})"
    if [[ $version == go1.* && $(printf '%s\n' "$needed" "${version#go}" | sort -V | head -n 1) == "$needed" ]]; then
      PATH="$(dirname "$go"):$PATH"
      return 0
    fi
  done
  say "Go $needed or newer is needed to build crewcheck; found${found:- none in PATH and none in /usr/local/go/bin}."
  die "Install it from https://go.dev/dl/ (unpack it to /usr/local/go), then run this again."
}

# as_root_on_debian tells whether missing packages can be installed here without asking.
as_root_on_debian() { [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; }

# need_package WHY COMMAND PACKAGE... installs the packages when the command is missing.
need_package() {
  local why=$1 command=$2
  shift 2
  command -v "$command" >/dev/null && return 0
  if ! as_root_on_debian; then
    say "$command is missing: $why."
    say "Install it, on Debian or Ubuntu: sudo apt-get install $*"
    return 1
  fi
  say "installing $* ($why)"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } >&2
}

# build_tools puts the pinned staticcheck and gofumpt into bin/.
build_tools() {
  (cd "$root/scripts/tools" && go build -o "$root/bin/" honnef.co/go/tools/cmd/staticcheck mvdan.cc/gofumpt)
}

# go_files lists every Go source file of the repository, ended by NUL.
go_files() {
  find "$root" \( -name node_modules -o -path "$root/bin" -o -path "$root/data" -o -path "$root/.git" \) -prune \
    -o -name '*.go' -print0
}

# modules lists the folders with a go.mod, the main module first.
modules() {
  printf '%s\n' "$root"
  find "$root" -mindepth 2 \( -name node_modules -o -path "$root/bin" -o -path "$root/data" \) -prune \
    -o -name go.mod -exec dirname {} \; | sort
}

nested_modules() { modules | tail -n +2; }

# --- steps ---------------------------------------------------------------------------------

steps=()
failed=()
began=$SECONDS

# step NAME COMMAND... runs a command under a headline. A failure is noted, and the next step
# still runs: one run shows everything that is wrong.
step() {
  local name=$1 at=$SECONDS rc=0
  shift
  printf '\n==> %s\n' "$name"
  # Not in a condition, where bash would switch errexit off inside the command.
  set +e
  (set -e; cd "$root"; "$@")
  rc=$?
  set -e
  steps+=("$name $((SECONDS - at))s")
  if ((rc != 0)); then
    failed+=("$name")
    printf '==> %s: failed (exit %d)\n' "$name" "$rc"
  fi
}

# finish prints what ran, how long it took and what failed, and exits accordingly.
finish() {
  local list
  printf -v list '%s, ' "${steps[@]}"
  printf '\n%s: %ds: %s\n' "$script" "$((SECONDS - began))" "${list%, }"
  if ((${#failed[@]} > 0)); then
    printf -v list '%s, ' "${failed[@]}"
    printf '%s: failed: %s\n' "$script" "${list%, }"
    exit 1
  fi
  printf '%s: everything passed\n' "$script"
  exit 0
}

check_format() {
  local bad
  bad=$(go_files | xargs -0 "$root/bin/gofumpt" -l)
  [[ -z $bad ]] && return 0
  printf '%s\n' "$bad" "" "Not formatted. Repair with: scripts/check --fix"
  return 1
}

check_vet() { go vet ./...; }

check_static() { bin/staticcheck ./...; }

check_tidy() {
  local module rc=0
  while read -r module; do
    (cd "$module" && go mod tidy -diff) || { printf 'Not tidy: %s\n' "$module/go.mod"; rc=1; }
  done < <(modules)
  return "$rc"
}
