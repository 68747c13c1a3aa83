-- Gives events to queues, and ends an act.
--
-- KEYS[1] app. ARGV: act to end ('' = none), most events of a queue, most bytes of them, then for each delivery its type,
-- its body, the number of people and these.
-- Returns the queues that were given something.

local most_events, most_bytes = tonumber(ARGV[2]), tonumber(ARGV[3])
local given = {}

local function give(person, queue, kind, body)
  local key, events = queue_key(queue), events_key(queue)
  local q = redis.call('HMGET', key, 'types', 'first', 'next', 'given', 'pruned')
  if not q[1] or (q[1] ~= '' and not string.find(q[1], ' ' .. kind .. ' ', 1, true)) then return end
  local bytes = q[4] + #body
  if q[3] - q[2] >= most_events or bytes - q[5] > most_bytes then
    drop(person, queue)
    given[queue] = nil
    return
  end
  if redis.call('RPUSH', events, text(bytes) .. '\n' .. kind .. '\n' .. body) == 1 then
    redis.call('PEXPIRE', events, redis.call('PTTL', key))
  end
  redis.call('HSET', key, 'next', text(q[3] + 1), 'given', text(bytes))
  given[queue] = true
end

local i = 4
while i <= #ARGV do
  local kind, body, last = ARGV[i], ARGV[i + 1], i + 2 + ARGV[i + 2]
  for p = i + 3, last do
    local queues = redis.call('ZRANGEBYSCORE', person_key(ARGV[p]), '(' .. NOW, '+inf')
    for n = 1, #queues do give(ARGV[p], queues[n], kind, body) end
  end
  i = last + 1
end
local answer = {}
for queue in pairs(given) do
  answer[#answer + 1] = queue
  mark(queue)
end
if ARGV[1] ~= '' then end_act(ARGV[1]) end
return answer
