-- A kmod that was built, by a hash of everything it was built from; where its RPMs are, as JSON.
create table built_kmod (
    key      text        primary key,
    kmod     text        not null,
    built    text        not null,
    built_at timestamptz not null
);
