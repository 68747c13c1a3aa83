-- What is kept for a while only, and what people may ask to be taken out. Nodes of the former version go on beside it: they
-- tell of forgotten reads what the rows still say.

-- forgotten_clock: of messages up to it nobody is told any more who has read them. dropped_clock: their spans are gone up to it.
alter table room
    add column forgotten_clock bigint not null default 0,
    add column dropped_clock bigint not null default 0;

create index message_sender on message (sender, id);

-- person: whose names are overwritten when it is done. done_at: null = under way. step, timeline and position: where it is.
create table erasure (
    id bigint generated always as identity primary key,
    app bigint not null references app on delete cascade,
    person bigint not null references person on delete cascade,
    keeps_messages boolean not null,
    step text not null,
    timeline bigint not null default 0,
    position bigint not null default 0,
    rooms bigint not null default 0,
    reads bigint not null default 0,
    messages bigint not null default 0,
    requested_at timestamptz not null default clock_timestamp(),
    done_at timestamptz
);
create unique index erasure_person on erasure (person);
create index erasure_app on erasure (app, id);
create index erasure_open on erasure (id) where done_at is null;
