# shellcheck shell=bash
# What every script here shares: where things go, how they are announced, and when a step may be skipped.
# Sourced, never run. The sourcing script has `set -euo pipefail`.

assets_src=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
KG_LAB_HOME=${KG_LAB_HOME:-$(cd "$assets_src/../../.." && pwd)/.lab}
mkdir -p "$KG_LAB_HOME"
KG_LAB_HOME=$(cd "$KG_LAB_HOME" && pwd)
assets=$KG_LAB_HOME/assets
mkdir -p "$assets/.stamps" "$KG_LAB_HOME/logs"

# KG_FORCE=1 is meant for the script it was given to, not for those that the script runs.
force=${KG_FORCE:-0}
export KG_FORCE=0

say() { printf '==> %s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# Runs a command with its output in logs/<name>.log; shows the end of that file when it fails.
logged() {
    local log=$KG_LAB_HOME/logs/$1.log
    shift
    if ! "$@" >>"$log" 2>&1; then
        tail -n 25 "$log" >&2
        die "failed: $1 (all of it: $log)"
    fi
}

# A scratch directory on the lab's own disk, so that a finished result can be renamed into place. Gone when the script ends.
scratch() {
    work=$(mktemp -d "$assets/.${0##*/}.XXXXXX")
    trap 'rm -rf "$work"' EXIT
}

# needs SCRIPT...: makes first what another script here makes, unless `all` has just done so.
needs() {
    local script
    for script in "$@"; do
        if [[ " ${KG_MADE:-} " != *" $script "* ]]; then "$assets_src/$script"; fi
    done
}

# fingerprint FILE-OR-TEXT...: one hash over the contents of the files and over the other words as they are.
fingerprint() {
    local each
    for each in "$@"; do
        if [[ -f $each ]]; then cat "$each"; else printf '%s\n' "$each"; fi
    done | sha256sum | cut -d' ' -f1
}

# up_to_date NAME HASH RESULT...: all results are there and were made from these very inputs. Never so under KG_FORCE=1.
up_to_date() {
    local stamp=$assets/.stamps/$1 hash=$2 result
    shift 2
    [[ $force != 1 && -f $stamp && $(<"$stamp") == "$hash" ]] || return 1
    for result in "$@"; do [[ -e $result ]] || return 1; done
}

stamp() {
    printf '%s\n' "$2" >"$assets/.stamps/$1.new"
    mv "$assets/.stamps/$1.new" "$assets/.stamps/$1"
}

# put NEW PLACE: replaces a result by a finished one; an interrupted run leaves the old one or none, never a half.
put() {
    rm -rf "$2.old"
    if [[ -e $2 ]]; then mv "$2" "$2.old"; fi
    mkdir -p "$(dirname "$2")"
    mv "$1" "$2"
    rm -rf "$2.old"
}
