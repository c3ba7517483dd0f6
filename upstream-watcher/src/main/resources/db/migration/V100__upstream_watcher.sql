-- A kernel release that was announced. Its snapshot lies in one repository; lines with another one have a snapshot there.
create table announced_release (
    id           text        not null,
    artifacts    text        not null,
    source       text        not null,
    chroot       text        not null,
    build        bigint      not null,
    packages     text        not null,
    data         text        not null,
    announced_at timestamptz not null,
    primary key (id, artifacts),
    unique (source, chroot, build, packages, artifacts)
);

-- What was asked for, so that it is asked for once; a new or changed line file asks anew.
create table requested_rebuild (
    release_id   text        not null,
    line         text        not null,
    line_sha256  text        not null,
    rebuild_id   text        not null,
    requested_at timestamptz not null,
    primary key (release_id, line, line_sha256)
);

-- Why a build at the source was not announced. Kept when it became good later.
create table release_refused (
    id          uuid        primary key,
    source      text        not null,
    chroot      text        not null,
    build       bigint      not null,
    packages    text        not null,
    artifacts   text        not null,
    kind        text        not null,
    reason      text        not null,
    message     text        not null,
    times       int         not null,
    first_at    timestamptz not null,
    last_at     timestamptz not null,
    retry_at    timestamptz not null,
    resolved_at timestamptz,
    unique (source, chroot, build, packages, artifacts)
);
