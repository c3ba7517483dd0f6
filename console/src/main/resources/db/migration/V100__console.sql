-- What the topics say, as facts that can be merged in any order and any number of times. States are worked out on reading.

create table kernel_release (
    snapshot    text        primary key,
    source      text        not null,
    build       bigint      not null,
    released_at timestamptz not null
);

create table rebuild (
    id           text        primary key,
    line         text        not null,
    base         text        not null,
    base_name    text        not null,
    kernel       text        not null,
    kver         text        not null,
    snapshot     text        not null,
    requested_at timestamptz not null,
    -- When rebuild.requested was sent: what the first stages wait for. Null until it was read.
    announced_at timestamptz,
    reason       text
);
create index rebuild_newest on rebuild (requested_at desc, id desc);
create index rebuild_newest_of_line on rebuild (line, requested_at desc, id desc);

-- From stage.progress (short-lived, lossy) and stage.failed, whichever comes first.
create table stage_attempt (
    rebuild    text not null,
    stage      text not null,
    attempt    int  not null,
    started_at timestamptz,
    seen_at    timestamptz,
    text       text,
    done       bigint,
    total      bigint,
    failed_at  timestamptz,
    kind       text,
    reason     text,
    message    text,
    retry_at   timestamptz,
    evidence   text,
    primary key (rebuild, stage, attempt)
);
create index stage_attempt_waits_for_person on stage_attempt (failed_at)
    where failed_at is not null and retry_at is null;

-- The newest result of a stage, with its event's data.
create table stage_result (
    rebuild  text        not null,
    stage    text        not null,
    at       timestamptz not null,
    event_id text        not null,
    topic    text        not null,
    data     text        not null,
    primary key (rebuild, stage)
);

-- Every line that was ever rebuilt, and its newest promotion.
create table line_view (
    line        text primary key,
    rebuild     text,
    promoted    text,
    kernel      text,
    tags        text,
    promoted_at timestamptz,
    event_id    text
);

-- Records that are no event, by where they are, so that one that is read again counts once.
create table unreadable (
    topic         text        not null,
    partition     int         not null,
    record_offset bigint      not null,
    reason        text        not null,
    message       text        not null,
    at            timestamptz not null,
    primary key (topic, partition, record_offset)
);
create index unreadable_newest on unreadable (at desc);

create table feed_position (
    topic       text   not null,
    partition   int    not null,
    next_offset bigint not null,
    primary key (topic, partition)
);
