# shellcheck shell=bash
# OpenPGP keys of the lab. gpg's agent listens on a socket in its home, and a socket's path must be short (108 bytes):
# so it is reached through a short symbolic link.

gnupg_open() {
    mkdir -p -m 0700 "$assets/keys/gnupg"
    gnupg_link=$(mktemp -d /tmp/kg.XXXXXX)
    ln -s "$assets/keys/gnupg" "$gnupg_link/h"
    export GNUPGHOME=$gnupg_link/h
}

gnupg_close() {
    gpgconf --kill all
    rm -rf "$gnupg_link"
    unset GNUPGHOME
}

# sign_rpms KEY-NAME RPM...
sign_rpms() {
    local key=$1
    shift
    gnupg_open
    logged rpmsign rpmsign --define "__gpg $(command -v gpg)" --define "_gpg_name $key" --define '_gpg_digest_algo sha256' --addsign "$@"
    gnupg_close
}
