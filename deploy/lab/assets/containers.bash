# shellcheck shell=bash
# Building images with buildah, without a container runtime: chroot isolation is enough here and runs everywhere.
# Results are OCI layouts with fast gzip: any reader takes them, and they are made often.

containers=()
images=()

# container LAYOUT:TAG, or container scratch: a working container, its id in $container. Gone when the script ends.
container() {
    [[ $(id -u) == 0 ]] || die "building images needs root"
    trap leave_no_container EXIT
    local from=$1 name=kg-lab-${0##*/}-$$-$RANDOM
    if [[ $from != scratch ]]; then
        # buildah would name the image after the layout's path, which may have capital letters.
        logged containers skopeo copy -q "oci:$from" "containers-storage:localhost/$name"
        from=localhost/$name
        images+=("$from")
    fi
    container=$(buildah from --pull-never --name "$name" "$from")
    containers+=("$container")
}

leave_no_container() {
    if ((${#containers[@]})); then buildah rm "${containers[@]}" >/dev/null; fi
    if ((${#images[@]})); then buildah rmi "${images[@]}" >/dev/null; fi
    rm -rf "${work:-}"
}

# inside COMMAND...
inside() { buildah run --isolation chroot --network host "$container" -- "$@"; }

label() { for each in "$@"; do buildah config --label "$each" "$container"; done; }

# commit_to LAYOUT TAG: commits the container as one more layer into an OCI layout.
commit_to() {
    local image
    image=$(buildah commit -q --format oci "$container")
    buildah push -q --compression-format gzip --compression-level 1 "$image" "oci:$1:$2"
    buildah rmi "$image" >/dev/null
}
