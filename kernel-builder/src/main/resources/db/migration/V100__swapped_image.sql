-- A swapped image by the hash of everything it was made from; evidence is the tag beside it of the attempt that made it.
create table swapped_image (
    key      text        primary key,
    image    text        not null,
    evidence text        not null,
    made_at  timestamptz not null
);
