-- Makes a queue.
--
-- KEYS[1] app. ARGV: queue, person, types (a space before and after each; '' = all), details, milliseconds that it lives
-- after it was last asked for, most queues of a person, most people with queues.
-- Returns 1 if it was made, 0 if it was there.

local queue, person, idle = ARGV[1], ARGV[2], tonumber(ARGV[5])
if redis.call('EXISTS', queue_key(queue)) == 1 then return 0 end
redis.call('HSET', queue_key(queue), 'person', person, 'types', ARGV[3], 'details', ARGV[4], 'idle', ARGV[5],
  'first', '0', 'next', '0', 'given', '0', 'pruned', '0')

local own = person_key(person)
redis.call('ZREMRANGEBYSCORE', own, '-inf', NOW)
if redis.call('ZCARD', own) >= tonumber(ARGV[6]) then
  local queues = redis.call('ZRANGE', own, 0, -1, 'WITHSCORES')
  local oldest, asked
  for i = 1, #queues, 2 do
    local at = queues[i + 1] - (redis.call('HGET', queue_key(queues[i]), 'idle') or 0)
    if not asked or at < asked then oldest, asked = queues[i], at end
  end
  drop(person, oldest)
end
redis.call('ZREMRANGEBYSCORE', people, '-inf', NOW)
if redis.call('ZCARD', people) >= tonumber(ARGV[7]) and not redis.call('ZSCORE', people, person) then
  local first = redis.call('ZRANGE', people, 0, 0)[1]
  drop_of(first)
  redis.call('ZREM', people, first)
end
prolong(person, queue, idle)
return 1
