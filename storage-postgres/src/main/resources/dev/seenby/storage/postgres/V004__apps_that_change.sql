-- What operators set of apps, apps that are deleted by and by, and who of all nodes does what one must do.
-- Nodes of the former version go on beside it; they do not know of what is set, and of apps deleted.

-- call_limits: calls per second by API call, a JSON object. switched_off: what is. webhook_secret: sealed.
alter table app
    add column call_limits text not null default '{}',
    add column messages_per_second_per_group int not null default 0,
    add column keep_reads_days int not null default 0,
    add column switched_off text[] not null default '{}',
    add column webhook_url text,
    add column webhook_secret bytea,
    add column webhook_events text[],
    add column deleted_at timestamptz;
create index app_deleted on app (sdk_app_id) where deleted_at is not null;

-- People are deleted with their whole app, after its rooms. Without an index of its own, each of these references would have
-- PostgreSQL read a whole table for each of them; an index would cost every join of a room.
alter table member drop constraint member_person_fkey;
alter table room drop constraint room_owner_fkey;

create table lease (
    name text primary key,
    holder text not null,
    until timestamptz not null
) with (fillfactor = 50);
