-- What is to be told to the back ends of apps that have a webhook. Nodes of the former version go on beside it; what they write is
-- not told.

-- Without a foreign key, which would lock the app's row at every mark; what an app without webhook has is dropped by and by.
-- No index leads by id: one would tempt the planner to look for an app's oldest events among all those of others.
-- firsts, lasts: of a read, the newly read stretches of positions; of a message, its clock.
create table webhook_event (
    id bigint generated always as identity,
    app bigint not null,
    room bigint not null,
    kind text not null,
    at timestamptz not null default clock_timestamp(),
    timeline bigint not null default 0,
    firsts bigint[] not null default '{}',
    lasts bigint[] not null default '{}',
    people bigint[] not null default '{}',
    constraint webhook_event_app primary key (app, id) include (at)
);
-- A queue: what is told is deleted. Every look at it passes over dead rows, so they are cleared after some thousands, however
-- many rows there are, and without pauses.
alter table webhook_event set (
    autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_threshold = 5000, autovacuum_analyze_scale_factor = 0.2);

-- Which events were taken together, so that they are told in the same parts after a crash.
create table webhook_batch (
    app bigint primary key,
    events bigint[] not null
) with (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

-- Lets a database without webhooks see at once that it has none.
create index app_webhook on app (sdk_app_id) where webhook_events is not null;
