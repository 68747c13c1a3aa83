-- The durable record: apps, people, rooms, messages, who has read what, and the log that the index follows.
-- Names are compared in the form that the server has lower-cased, so that no collation of the database matters.

create extension if not exists btree_gist;

create table app (
    sdk_app_id bigint primary key check (sdk_app_id between 1 and 4294967295),
    name text not null,
    calls_per_second int not null,
    ceiling_per_second int not null,
    secret_key bytea not null,
    administrator text not null,
    is_default boolean not null,
    next_zulip_id int not null default 1,
    next_stream_id int not null default 1,
    version bigint not null default 1,
    created_at timestamptz not null default clock_timestamp()
);
create unique index app_default on app (is_default) where is_default;

create table app_host (
    host text constraint app_host_pkey primary key,
    app bigint not null references app on delete cascade
);
create index app_host_app on app_host (app);

create table person (
    id bigint generated always as identity primary key,
    app bigint not null references app on delete cascade,
    user_id text not null,
    rocketchat_id text not null,
    zulip_id int not null,
    username text not null,
    username_folded text not null,
    name text not null,
    email text,
    email_folded text,
    role text not null,
    bot boolean not null,
    active boolean not null default true,
    sends_read_receipts boolean not null default true,
    avatar_url text,
    constraint person_user_id unique (app, user_id),
    constraint person_rocketchat_id unique (app, rocketchat_id),
    constraint person_zulip_id unique (app, zulip_id),
    constraint person_username unique (app, username_folded),
    constraint person_email unique (app, email_folded)
);

create table credential (
    id bigint generated always as identity primary key,
    person bigint not null references person on delete cascade,
    kind text not null,
    hash text not null,
    created_at timestamptz not null default clock_timestamp()
);
create index credential_person on credential (person, id);

-- clock and size are changed under the row's lock.
create table room (
    id bigint generated always as identity primary key,
    app bigint not null references app on delete cascade,
    room_id text not null,
    stream_id int not null,
    kind text not null,
    name text not null,
    name_folded text not null,
    display_name text not null,
    owner bigint references person,
    details text not null,
    created_at timestamptz not null,
    clock bigint not null default 0,
    size int not null default 0,
    constraint room_room_id unique (app, room_id),
    constraint room_stream_id unique (app, stream_id),
    constraint room_name unique (app, name_folded)
) with (fillfactor = 50);

-- Everybody who ever joined. version: of the person's share in the room's unit of the index.
create table member (
    room bigint not null references room on delete cascade,
    person bigint not null references person on delete cascade,
    present boolean not null,
    since_clock bigint not null,
    role text not null,
    joined_at timestamptz not null,
    version bigint not null default 0,
    primary key (room, person)
);
create index member_present on member (room, person) where present;
create index member_left on member (room, person) where version > 0;

create table past_membership (
    room bigint not null,
    person bigint not null,
    first_clock bigint not null,
    last_clock bigint not null check (first_clock <= last_clock),
    primary key (room, person, first_clock)
);

-- last_position is changed under the room's lock. A timeline at 0 was made by a send that came to nothing.
create table timeline (
    id bigint generated always as identity primary key,
    room bigint not null references room on delete cascade,
    kind text not null,
    discriminator text not null,
    discriminator_folded text not null,
    last_position bigint not null default 0,
    constraint timeline_key unique (room, kind, discriminator_folded)
) with (fillfactor = 50);
create index timeline_room on timeline (room, id);

-- Ids up to 1000 are for imports.
create sequence message_id as bigint start with 1001;

create table message (
    id bigint constraint message_pkey primary key,
    app bigint not null,
    string_id text not null,
    room bigint not null references room on delete cascade,
    clock bigint not null,
    timeline bigint not null,
    position bigint not null,
    sender bigint not null,
    sender_version bigint not null,
    sender_was_member boolean not null,
    audience int not null,
    sent_at timestamptz not null,
    text text not null,
    payload text not null,
    parent bigint,
    topic text,
    random bigint,
    constraint message_string_id unique (app, string_id),
    constraint message_clock unique (room, clock),
    constraint message_position unique (timeline, position)
);
create index message_timeline_clock on message (timeline, clock) include (position);
create index message_random on message (room, sender, random) where random is not null;

-- What a person has read of a timeline: a head, the merged runs behind it, and when each stretch was read.
create table read_head (
    timeline bigint not null,
    reader bigint not null,
    version bigint not null,
    gone boolean not null,
    primary key (timeline, reader)
) with (fillfactor = 70);
create index read_head_gone on read_head (timeline, reader) where gone;

-- Room on the page lets a growing run be updated in place, without a new index entry.
create table read_run (
    timeline bigint not null,
    reader bigint not null,
    first bigint not null,
    last bigint not null check (first <= last),
    primary key (timeline, reader, first)
) with (fillfactor = 80);

-- own: the read that a send made of its own message; it is never taken back.
create table read_span (
    timeline bigint not null,
    reader bigint not null,
    span int8range not null check (not isempty(span)),
    read_at timestamptz not null,
    own boolean not null default false,
    constraint read_span_once exclude using gist (timeline with =, reader with =, span with &&)
);
create index read_span_readers on read_span using gist (timeline, span, read_at, reader);

create table lane (
    id bigint primary key,
    opened_at timestamptz not null default clock_timestamp(),
    last_at timestamptz not null default clock_timestamp(),
    pruned_to bigint not null default 0,
    retired boolean not null default false
);

-- weight: how many runs the changes name, about; so that a reader can take a part of the log that it can hold.
create table index_log (
    lane bigint not null,
    n bigint not null,
    changes json not null,
    weight int not null,
    at timestamptz not null default clock_timestamp(),
    primary key (lane, n)
);
create index index_log_at on index_log (at);
