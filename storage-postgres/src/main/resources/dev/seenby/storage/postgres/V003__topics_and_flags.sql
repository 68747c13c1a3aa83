-- Topics that messages are moved between, what people put on messages for themselves, whom they mute, limits per person.
-- Nodes of the former version go on beside it: what they send stands under no topic.

-- topic_folded: as topic, as it is compared. elsewhere: the message may stand under another topic than its timeline's.
-- What is there gets its values with the columns, so that only topics and threads are written again.
alter table message
    add column topic_folded text not null default '(no topic)',
    add column elsewhere boolean not null default false;
alter table message alter column elsewhere set default true;
update message m
set topic = coalesce(m.topic, t.discriminator), topic_folded = t.discriminator_folded
from timeline t
where t.id = m.timeline and t.kind = 'TOPIC' and t.discriminator_folded <> '(no topic)';
update message m
set elsewhere = true, topic = p.topic, topic_folded = p.topic_folded
from message p, timeline t
where p.id = m.parent and t.id = m.timeline and t.kind <> 'TOPIC' and (p.topic is not null or t.kind = 'THREAD');

create index message_topic on message (room, topic_folded, id) where deleted_at is null;
create index message_elsewhere on message (room, topic_folded, timeline, position) where elsewhere;
create index message_moved on message (timeline, position) include (topic_folded) where elsewhere;
create index message_from_outside on message (room, sender, topic_folded, id)
    where not sender_was_member and deleted_at is null;
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
