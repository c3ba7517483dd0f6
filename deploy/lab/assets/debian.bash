# shellcheck shell=bash
# An apt of the lab's own: Debian's stable and testing suites, whatever the host runs, from the mirror that the host uses.
# Nothing of it touches the host's packages. Versions are never pinned: the suites move, so ask for the newest.

# The host's Debian mirror. KG_DEBIAN_MIRROR decides where the host is not Debian.
debian_mirror() {
    if [[ -n ${KG_DEBIAN_MIRROR:-} ]]; then printf '%s\n' "$KG_DEBIAN_MIRROR"; return; fi
    host_repository Debian || die "no Debian mirror in this host's apt sources: set KG_DEBIAN_MIRROR"
}

# Security updates carry newer kernels than the release itself; a host without that source goes without.
debian_security_mirror() {
    if [[ -n ${KG_DEBIAN_SECURITY_MIRROR:-} ]]; then printf '%s\n' "$KG_DEBIAN_SECURITY_MIRROR"; return; fi
    host_repository Debian-Security || true # a lab without security updates is a lab all the same
}

host_repository() {
    command -v apt-get >/dev/null || return 1
    env -u APT_CONFIG apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk -v label="$1" '$1 == label { sub("/$", "", $2); print $2; found = 1; exit } END { exit !found }'
}

# Sets up the lab's apt and refreshes its lists: when there are none, when they are a week old, or with KG_REFRESH=1.
debian_open() {
    local root=$KG_LAB_HOME/apt mirror security suite
    if [[ ${APT_CONFIG:-} == "$root/apt.conf" ]]; then return; fi # the caller has done it
    export APT_CONFIG=$root/apt.conf
    mkdir -p "$root/lists/partial" "$root/cache/archives/partial"
    mirror=$(debian_mirror)
    security=$(debian_security_mirror)
    [[ -e $root/status ]] || : >"$root/status"
    # Of the host's own configuration only its proxies matter here.
    replace_if_changed "$root/apt.conf" <<EOF || true # apt reads it anew each time
$(env -u APT_CONFIG apt-config dump | grep -E '^Acquire::https?::')
Dir::Etc::parts "/dev/null";
Dir::Etc::main "/dev/null";
Dir::State "$root";
Dir::State::status "$root/status";
Dir::Cache "$root/cache";
Dir::Etc::sourcelist "$root/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Acquire::Languages "none";
// A mirror may lag behind a testing suite's Valid-Until by days.
Acquire::Check-Valid-Until "false";
APT::Architecture "amd64";
APT::Sandbox::User "root";
EOF
    if {
        for suite in bookworm trixie forky; do debian_source "$mirror" "$suite"; done
        if [[ -n $security ]]; then debian_source "$security" trixie-security; fi
    } | replace_if_changed "$root/sources.list"; then rm -f "$root/refreshed"; fi
    if [[ ${KG_REFRESH:-0} != 1 && -n $(find "$root/refreshed" -mtime -7 2>/dev/null) ]]; then return; fi
    say "package lists of Debian"
    logged apt apt-get -q update
    touch "$root/refreshed"
}

# replace_if_changed FILE: stdin becomes the file; false when it was the same. (A touched list makes apt rebuild its cache: seconds.)
replace_if_changed() {
    local new
    new=$(cat)
    if [[ -f $1 && $(<"$1") == "$new" ]]; then return 1; fi
    printf '%s\n' "$new" >"$1"
}

debian_source() { printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$1" "$2"; }

# Names that match an extended regular expression, oldest version first.
debian_names() { apt-cache pkgnames | { grep -E "$1" || true; } | sort -V; } # no match is an answer, not an error

# name=version of each package, as apt would install it: what a result depends on.
debian_versions() { apt-cache show --no-all-versions "$@" | awk '/^Package:/ { p = $2 } /^Version:/ { print p "=" $2 }'; }

# debian_unpack DIR PACKAGE...: downloads packages and unpacks them into one tree.
debian_unpack() {
    local into=$1 debs
    shift
    debs=$(mktemp -d "$assets/.debs.XXXXXX")
    mkdir -p "$into"
    # Lists may name a version that the mirror has dropped since.
    if ! (cd "$debs" && apt-get -q download "$@") >>"$KG_LAB_HOME/logs/apt.log" 2>&1; then
        logged apt apt-get -q update
        (cd "$debs" && logged apt apt-get -q download "$@")
    fi
    for deb in "$debs"/*.deb; do dpkg-deb -x "$deb" "$into"; done
    rm -rf "$debs"
}
