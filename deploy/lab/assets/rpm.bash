# shellcheck shell=bash
# Building small RPMs on the host.

# rpm_build SPEC OUT [rpmbuild's options]: what rpmbuild makes of a spec, straight into OUT.
rpm_build() {
    local spec=$1 out=$2 top
    shift 2
    top=$(mktemp -d "$assets/.rpmbuild.XXXXXX")
    mkdir -p "$top/BUILD" "$out"
    logged rpmbuild rpmbuild --define "_topdir $top" --define "_rpmdir $out" --define "_srcrpmdir $out" \
        --define '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' "$@" "$spec"
    rm -rf "$top"
}

# provides OUT NAME PROVIDED...: a package without files, for what is there but not by rpm.
provides() {
    local out=$1 called=$2
    shift 2
    rpm_build "$assets_src/specs/debian-provides.spec" "$out" -bb --define "called $called" --define "provides $*"
}
