-- What every service keeps about its stages. Each service has a schema of its own; nobody reads another's tables.

-- One row per event taken over, so that a record delivered twice is handled once.
create table inbox (
    source      text        not null,
    event_id    text        not null,
    topic       text        not null,
    received_at timestamptz not null,
    primary key (source, event_id)
);

-- One row per stage and rebuild. COLLECTING until every input is there.
create table stage_run (
    id          uuid        primary key,
    stage       text        not null,
    rebuild_id  text        not null,
    line        text        not null,
    state       text        not null check (state in ('COLLECTING', 'READY', 'RUNNING', 'SUCCEEDED', 'FAILED')),
    attempts    int         not null,
    not_before  timestamptz not null,
    lease_owner text,
    lease_until timestamptz,
    traceparent text,
    created_at  timestamptz not null,
    unique (stage, rebuild_id),
    check ((state = 'RUNNING') = (lease_owner is not null))
);
create index stage_run_claimable on stage_run (not_before) where state in ('READY', 'RUNNING');

create table stage_input (
    run_id     uuid        not null references stage_run,
    input      text        not null,
    event_id   text        not null,
    event_time timestamptz not null,
    data       text        not null,
    primary key (run_id, input)
);

-- A retry is a new row, never an overwritten one.
create table attempt (
    run_id     uuid        not null references stage_run,
    number     int         not null,
    owner      text        not null,
    started_at timestamptz not null,
    ended_at   timestamptz,
    outcome    text        check (outcome in ('SUCCEEDED', 'FAILED', 'LOST')),
    kind       text,
    reason     text,
    message    text,
    evidence   text,
    primary key (run_id, number)
);

-- Written in the transaction that made the event true, sent to Kafka afterwards, in this order.
create table outbox (
    id           uuid        primary key,
    position     bigint      generated always as identity,
    topic        text        not null,
    record_key   text        not null,
    headers      text        not null,
    value        bytea       not null,
    created_at   timestamptz not null,
    published_at timestamptz
);
create index outbox_unpublished on outbox (position) where published_at is null;
