-- People and rooms that are deleted, messages that are edited and deleted, threads, what members have looked at, settings,
-- tokens with names. Nodes of the former version go on beside it.

-- Names of deleted people and rooms are free again, so uniqueness is kept by partial indexes of the same names.
alter table person
    add column deleted_at timestamptz,
    add column details text not null default '{}',
    add column created_at timestamptz not null default now();
alter table person alter column created_at set default clock_timestamp();
alter table person
    drop constraint person_user_id,
    drop constraint person_username,
    drop constraint person_email;
create unique index person_user_id on person (app, user_id) where deleted_at is null;
create unique index person_username on person (app, username_folded) where deleted_at is null;
create unique index person_email on person (app, email_folded) where deleted_at is null;

alter table credential
    add column name text,
    add column expires_at timestamptz,
    add column details text not null default '{}';
create index credential_hash on credential (hash);
create unique index credential_name on credential (person, kind, name) where name is not null;

-- failed: attempts to sign in since then that are not known to have succeeded.
create table sign_in_attempt (
    person bigint primary key references person on delete cascade,
    failed int not null,
    since timestamptz not null
);

create table app_setting (
    app bigint not null constraint app_setting_app_fkey references app on delete cascade,
    name text not null,
    value text not null,
    primary key (app, name)
);

-- deletions: how many messages of the room were deleted, and one more if the room was; the version of what the index knows of it.
alter table room
    add column deleted_at timestamptz,
    add column deletions bigint not null default 0,
    add column last_message_at timestamptz;
alter table room
    drop constraint room_room_id,
    drop constraint room_name;
create unique index room_room_id on room (app, room_id) where deleted_at is null;
create unique index room_name on room (app, name_folded) where deleted_at is null;

-- seen_clock: the member has looked at everything up to it; null = nothing since the join.
alter table member
    add column left_at timestamptz,
    add column seen_at timestamptz,
    add column seen_clock bigint,
    add column changed_at timestamptz;
create index member_rooms on member (person, room) where present;
create index member_left_rooms on member (person, left_at) where not present;

alter table message
    add column updated_at timestamptz,
    add column edited_at timestamptz,
    add column edited_by bigint,
    add column deleted_at timestamptz;
create index message_replies on message (parent, sent_at, id) where parent is not null and deleted_at is null;
create index message_of_room on message (room, sent_at, id) where deleted_at is null;
create index message_deleted on message (room, clock) where deleted_at is not null;
create index message_deleted_replies on message (parent, deleted_at) where parent is not null and deleted_at is not null;

-- A message that has or had replies. Changed under its room's lock.
create table thread (
    parent bigint primary key references message on delete cascade,
    room bigint not null,
    replies bigint not null,
    last_reply_at timestamptz,
    last_clock bigint not null
) with (fillfactor = 70);
create index thread_room on thread (room, last_reply_at);

-- seen_clock: the follower has looked at every reply up to it. number: the order in which followers came.
create table thread_follower (
    parent bigint not null references message on delete cascade,
    person bigint not null,
    room bigint not null,
    seen_clock bigint not null,
    number bigint generated always as identity,
    primary key (parent, person)
);
create index thread_follower_person on thread_follower (person, room);

-- person 0: everybody in the room.
create table message_mention (
    room bigint not null references room on delete cascade,
    person bigint not null,
    clock bigint not null,
    primary key (room, person, clock)
);
create index message_mention_clock on message_mention (room, clock);

insert into thread (parent, room, replies, last_reply_at, last_clock)
select parent, room, count(*), max(sent_at), max(clock) from message where parent is not null group by parent, room;
insert into thread_follower (parent, person, room, seen_clock)
select r.parent, r.person, r.room, max(r.clock)
from (
    select parent, sender as person, room, clock from message where parent is not null
    union all
    select m.parent, p.sender, m.room, 0 from message m join message p on p.id = m.parent) r
group by r.parent, r.person, r.room
order by r.parent, min(r.clock), r.person;
update room r set last_message_at = (select max(m.sent_at) from message m where m.room = r.id) where r.clock > 0;
