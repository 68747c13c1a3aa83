-- Topics that messages are moved between, what people put on messages for themselves, whom they mute, limits per person.
-- Nodes of the former version go on beside it: what they send stands under no topic.

-- topic_folded: as topic, as it is compared. elsewhere: the message may stand under another topic than its timeline's.
alter table message
    add column topic_folded text not null default '(no topic)',
    add column elsewhere boolean not null default true;
update message m
set topic_folded = case when t.kind = 'TOPIC' then t.discriminator_folded else m.topic_folded end,
    elsewhere = false
from timeline t
where t.id = m.timeline and t.kind <> 'THREAD';
update message m
set topic = p.topic, topic_folded = p.topic_folded
from message p
where p.id = m.parent and p.topic is not null and m.topic is null;

create index message_topic on message (room, topic_folded, id) where deleted_at is null;
create index message_elsewhere on message (room, topic_folded, timeline, position) where elsewhere;
create index message_moved on message (timeline, position) where elsewhere;
create index message_room_id on message (room, id) where deleted_at is null;

create table message_flag (
    person bigint not null references person on delete cascade,
    flag text not null,
    message bigint not null references message on delete cascade,
    primary key (person, flag, message)
);
create index message_flag_message on message_flag (message);

create table muted_person (
    person bigint not null references person on delete cascade,
    muted bigint not null references person on delete cascade,
    muted_at timestamptz not null default clock_timestamp(),
    primary key (person, muted)
);
create index muted_person_muted on muted_person (muted, person);

alter table app add column calls_per_person_per_minute int not null default 0;
