-- Accepts calls that are alike, one after the other at the same moment, each if and only if fewer than each of its limits
-- were accepted in the second before it.
--
-- KEYS: lists of the call, of the person who calls, of the app's ceiling; each holds the microseconds at which calls were
-- accepted, newest first, not much longer than a second; and the app's stamp. ARGV: their limits; 0 = none, but never for the
-- call; randomness; and how many calls. Returns how many of them are accepted, in all lists; how many more the limits leave; the
-- app's stamp; the microsecond at which this was decided; and if not all are accepted, for the others, which are in no list: the
-- microseconds until the next one can be, and the number of a limit that refuses all its calls for so long; the ceiling's only
-- if no other refuses.

local SECOND = 1000000
local clock = microseconds()
local now = clock
local lists = {}
local app = appStamp(KEYS[4], ARGV[4])

for i = 1, 3 do
  if tonumber(ARGV[i]) > 0 then
    lists[#lists + 1] = i
    local newest = tonumber(redis.call('LINDEX', KEYS[i], 0) or 0)
    if newest > clock + SECOND then
      -- The clock stepped far back; waiting for it to come again could take hours.
      redis.call('DEL', KEYS[i])
    elseif newest > now then
      now = newest
    end
  end
end

local lengths = {}
local room = math.huge
for _, i in ipairs(lists) do
  local oldest = redis.call('LINDEX', KEYS[i], -1)
  while oldest and now - oldest >= SECOND do
    redis.call('RPOP', KEYS[i])
    oldest = redis.call('LINDEX', KEYS[i], -1)
  end
  lengths[i] = redis.call('LLEN', KEYS[i])
  room = math.min(room, ARGV[i] - lengths[i])
end

local accepted = math.max(0, math.min(room, tonumber(ARGV[5])))
if accepted > 0 then
  local stamps = {}
  local stamp = string.format('%.0f', now)
  for n = 1, accepted do stamps[n] = stamp end
  for _, i in ipairs(lists) do
    redis.call('LPUSH', KEYS[i], unpack(stamps))
    redis.call('PEXPIRE', KEYS[i], 3000)
  end
end
if accepted == tonumber(ARGV[5]) then return {accepted, room - accepted, app, now} end

local wait = 0
local refusing = 0
for _, i in ipairs(lists) do
  local limit = tonumber(ARGV[i])
  if lengths[i] + accepted >= limit then
    -- The list is longer than the limit if that was lowered.
    local own = redis.call('LINDEX', KEYS[i], limit - 1) + SECOND - now
    -- A wait for the ceiling is one for every call, so it may be told of another limit.
    if own > wait and (refusing == 0 or i < 3) then refusing = i end
    wait = math.max(wait, own)
  end
end
return {accepted, 0, app, now, wait, refusing}
