-- What was promoted, when, and what the tag named before. Nobody changes history here.
create table promotion (
    id          uuid        primary key,
    rebuild_id  text        not null unique,
    line        text        not null,
    kernel      text        not null,
    kver        text        not null,
    repository  text        not null,
    digest      text        not null,
    previous    text,
    tags        text        not null,
    promoted_at timestamptz not null
);
create index promotion_of_line on promotion (line);

create function promotion_is_history() returns trigger language plpgsql as $$
begin
    raise exception 'promotion is append-only';
end $$;

create trigger promotion_is_history before update or delete on promotion
    for each row execute function promotion_is_history();
