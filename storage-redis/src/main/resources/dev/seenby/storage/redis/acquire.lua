-- Accepts a call if and only if fewer than the limit were accepted in the second before it.
--
-- KEYS: list of the call, list of the app's ceiling; each holds the microseconds at which calls were accepted, newest
-- first, not much longer than a second. ARGV: limit of the call, ceiling (0 = none).
-- Returns two numbers. If the call is accepted, in both lists: 0 and how many more the call's own limit leaves. Else it
-- is in neither: the microseconds until the next one can be, positive if the call's own limit refuses it, negative if
-- only the ceiling does; and 0.

local SECOND = 1000000
local lists = tonumber(ARGV[2]) > 0 and 2 or 1
local time = redis.call('TIME')
local clock = time[1] * SECOND + time[2]
local now = clock

for i = 1, lists do
  local newest = tonumber(redis.call('LINDEX', KEYS[i], 0) or 0)
  if newest > clock + SECOND then
    -- The clock stepped far back; waiting for it to come again could take hours.
    redis.call('DEL', KEYS[i])
  elseif newest > now then
    now = newest
  end
end

local waits = {0, 0}
for i = 1, lists do
  local oldest = redis.call('LINDEX', KEYS[i], -1)
  while oldest and now - oldest >= SECOND do
    redis.call('RPOP', KEYS[i])
    oldest = redis.call('LINDEX', KEYS[i], -1)
  end
  local limit = tonumber(ARGV[i])
  if redis.call('LLEN', KEYS[i]) >= limit then
    -- The list is longer than the limit if that was lowered.
    waits[i] = redis.call('LINDEX', KEYS[i], limit - 1) + SECOND - now
  end
end
if waits[1] > 0 then return {math.max(waits[1], waits[2]), 0} end
if waits[2] > 0 then return {-waits[2], 0} end

local stamp = string.format('%.0f', now)
for i = 1, lists do
  redis.call('LPUSH', KEYS[i], stamp)
  redis.call('PEXPIRE', KEYS[i], 3000)
end
return {0, math.max(0, ARGV[1] - redis.call('LLEN', KEYS[1]))}
