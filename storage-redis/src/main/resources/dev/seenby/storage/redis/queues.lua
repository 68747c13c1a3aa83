-- What the scripts that serve queues of events have in common; put before each of them.
--
-- KEYS[1] is the app. All other keys are made from it, so they share its hash tag and its Redis Cluster slot. A queue and
-- what leads to it stand under a generation's name: dropping all queues of the app is to begin another one, and what the
-- earlier one left dies by itself. Microseconds and bytes are below 2^53, where a Lua number is exact; ids stay text.

-- Longer than any queue can live without being asked for.
local APP_LIFE = 8 * 24 * 3600000
-- If more acts are lost at a time, looking for everybody whom they could concern takes too long: all queues go.
local MOST_LOST = 64
local CHANGE_MICROS = 60000000

local time = redis.call('TIME')
local MICROS = time[1] * 1000000 + time[2]
local NOW = math.floor(MICROS / 1000)

local acts, concerned, changes = KEYS[1] .. ':acts', KEYS[1] .. ':concerned', KEYS[1] .. ':changes'
local place, people

local function look_for_place()
  place = KEYS[1] .. ':' .. (redis.call('HGET', KEYS[1], 'generation') or '0')
  people = place .. ':people'
end

local function text(number)
  return string.format('%.0f', number)
end

local function queue_key(queue)
  return place .. ':queue:' .. queue
end

local function events_key(queue)
  return place .. ':events:' .. queue
end

local function person_key(person)
  return place .. ':person:' .. person
end

-- The number of the newest change. It is a clock's, so that it still grows after Redis was emptied.
local function newest_change()
  local newest = redis.call('ZREVRANGE', changes, 0, 0, 'WITHSCORES')
  return newest[2] and tonumber(newest[2]) or MICROS - 1
end

-- Tells nodes whose clients wait for the queue to look.
local function mark(queue)
  redis.call('ZADD', changes, text(math.max(newest_change() + 1, MICROS)), queue)
  redis.call('ZREMRANGEBYSCORE', changes, '-inf', text(MICROS - CHANGE_MICROS))
  redis.call('PEXPIRE', changes, 2 * CHANGE_MICROS / 1000)
end

-- A person is listed until the last of the queues ends.
local function list(person)
  local own = person_key(person)
  local last = redis.call('ZREVRANGE', own, 0, 0, 'WITHSCORES')
  if last[2] then
    redis.call('PEXPIREAT', own, last[2])
    redis.call('ZADD', people, last[2], person)
    redis.call('PEXPIRE', people, APP_LIFE)
  else
    redis.call('ZREM', people, person)
  end
end

-- What takes away comes first: with its memory full Redis would refuse to begin with a command that adds something.
local function drop(person, queue)
  redis.call('UNLINK', queue_key(queue), events_key(queue))
  redis.call('ZREM', person_key(person), queue)
  list(person)
  mark(queue)
end

local function drop_of(person)
  local queues = redis.call('ZRANGE', person_key(person), 0, -1)
  for i = 1, #queues do drop(person, queues[i]) end
end

local function drop_all()
  redis.call('UNLINK', people)
  redis.call('HINCRBY', KEYS[1], 'generation', 1)
  redis.call('PEXPIRE', KEYS[1], APP_LIFE)
  look_for_place()
end

-- The queue lives on from now.
local function prolong(person, queue, idle)
  local ends = NOW + idle
  redis.call('PEXPIREAT', queue_key(queue), ends)
  redis.call('PEXPIREAT', events_key(queue), ends)
  redis.call('ZADD', person_key(person), ends, queue)
  list(person)
  redis.call('PEXPIRE', KEYS[1], APP_LIFE)
end

local function end_act(act)
  redis.call('ZREM', acts, act)
  redis.call('HDEL', concerned, act)
end

-- Those who have queues. Whom to look for: '*', or people with spaces between.
local function with_queues(whom, most)
  if whom == '*' then return redis.call('ZRANGEBYSCORE', people, '(' .. NOW, '+inf', 'LIMIT', 0, most) end
  local found = {}
  for person in string.gmatch(whom, '%d+') do
    if tonumber(redis.call('ZSCORE', people, person) or 0) > NOW then found[#found + 1] = person end
  end
  return found
end

-- Drops the queues from which an act may be missing. Whom it concerns: '*', or people.
local function give_up(act)
  local whom = redis.call('HGET', concerned, act)
  if whom == '*' then
    if redis.call('EXISTS', people) == 1 then drop_all() end
  else
    for person in string.gmatch(whom or '', '%d+') do drop_of(person) end
  end
  end_act(act)
end

-- Comes first in every script: drops the queues from which an act that nobody finished may be missing.
local function settle()
  look_for_place()
  local lost = redis.call('ZRANGEBYSCORE', acts, '-inf', NOW)
  if #lost > MOST_LOST then
    drop_all()
    for i = 1, #lost do end_act(lost[i]) end
  else
    for i = 1, #lost do give_up(lost[i]) end
  end
end

settle()

