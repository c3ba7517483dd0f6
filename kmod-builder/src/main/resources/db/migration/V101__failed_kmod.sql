-- A kmod that did not compile, by the same hash of everything it was to be built from; why, for people.
create table failed_kmod (
    key       text        primary key,
    kmod      text        not null,
    reason    text        not null,
    failed_at timestamptz not null
);
