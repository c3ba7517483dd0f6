-- Records of signing.audited, each by its event's id, so that one that is read again counts once.
create table signature_batch (
    event_id text        primary key,
    position bigint      generated always as identity,
    at       timestamptz not null,
    line     text        not null,
    rebuild  text        not null,
    data     text        not null
);
create unique index signature_batch_position on signature_batch (position);
create index signature_batch_newest on signature_batch (at desc, event_id desc);
create index signature_batch_newest_of_line on signature_batch (line, at desc, event_id desc);
create index signature_batch_of_rebuild on signature_batch (rebuild, at desc, event_id desc);
