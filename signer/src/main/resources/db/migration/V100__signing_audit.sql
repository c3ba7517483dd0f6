-- One row for each signature batch, refused ones too; record is the data of signing.audited. Rows are written once: the
-- signer's own role is refused a change as well. The topic has the same for whoever trusts no table.
create table signing_audit (
    id       uuid        primary key,
    position bigint      generated always as identity,
    at       timestamptz not null,
    rebuild  text        not null,
    line     text        not null,
    stage    text        not null,
    attempt  int         not null,
    result   text        not null check (result in ('SIGNED', 'REFUSED', 'LOST')),
    reason   text        not null,
    record   text        not null
);
create index signing_audit_of_rebuild on signing_audit (rebuild, position);

create function signing_audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'signing_audit is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete or truncate on signing_audit
    for each statement execute function signing_audit_is_append_only();
