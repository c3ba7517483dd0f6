-- A build of a sibling project that was checked and kept. The key is part of it: another pinned key checks anew.
create table userland_snapshot (
    source      text        not null,
    chroot      text        not null,
    watch       text        not null,
    packages    text        not null,
    artifacts   text        not null,
    key_sha256  text        not null,
    build       bigint      not null,
    snapshot    text        not null,
    stored_at   timestamptz not null,
    primary key (source, chroot, watch, packages, artifacts, key_sha256, build)
);

-- Newer userland alone is another rebuild of the same release. The snapshots' digests, a space between; '' without any.
alter table requested_rebuild add column userland text not null default '';
alter table requested_rebuild drop constraint requested_rebuild_pkey;
alter table requested_rebuild add primary key (release_id, line, line_sha256, userland);
