-- Throws away the events of a queue that the client has, and tells the next ones.
--
-- KEYS[1] app. ARGV: queue, person, id of the last event that the client has (-1 = none), most events to tell.
-- Returns {0} if there is no such queue; {1, types, details, idle, id of the first event told, events…}, each the bytes
-- given by then, its type and its body, with line breaks between; {2, newest id thrown away} if that is later than the
-- client's; {3} if the client's never came.

local queue, person, after = ARGV[1], ARGV[2], tonumber(ARGV[3])
local key, events = queue_key(queue), events_key(queue)
local q = redis.call('HMGET', key, 'person', 'types', 'details', 'idle', 'first', 'next')
if q[1] ~= person then return {0} end
local first, next_id = tonumber(q[5]), tonumber(q[6])
if after < first - 1 then return {2, first - 1} end
if after >= next_id then return {3} end

if after >= first then
  local given = string.match(redis.call('LINDEX', events, after - first), '^%d+')
  redis.call('LTRIM', events, after - first + 1, -1)
  redis.call('HSET', key, 'first', after + 1, 'pruned', given)
end
prolong(person, queue, q[4])
local answer = redis.call('LRANGE', events, 0, ARGV[4] - 1)
for i = #answer, 1, -1 do answer[i + 5] = answer[i] end
answer[1], answer[2], answer[3], answer[4], answer[5] = 1, q[2], q[3], q[4], after + 1
return answer
