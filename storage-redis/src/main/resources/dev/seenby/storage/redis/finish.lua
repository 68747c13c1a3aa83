-- Applies some of the changes that were kept while a unit was built; when none is left, the unit is warm.
--
-- KEYS[1] partition. ARGV: unit, name of the build, how many changes at most.
-- Returns 0 if the unit is warm now, 1 if there is more to apply, -1 if the build is another or the unit is cold,
-- because a change lacked its predecessor.

local unit = KEYS[1] .. ':' .. ARGV[1]
local meta = redis.call('HMGET', unit, 'epoch', 'state', 'build')
if meta[1] ~= redis.call('HGET', KEYS[1], 'epoch') or meta[2] ~= 'building' or meta[3] ~= ARGV[2] then return -1 end
fail_if_memory_is_full(meta[1])

-- Nodes ship at the same time, so a change may have come before its predecessor: those go to the end of the list again.
local kept = redis.call('LRANGE', unit .. ':pending', 0, ARGV[3] - 1)
redis.call('LTRIM', unit .. ':pending', #kept, -1)
local shares = {}
for i = 1, #kept do shares[i] = words(kept[i]) end
table.sort(shares, function(a, b) return tonumber(a[3]) < tonumber(b[3]) end)
local early = {}
for i = 1, #shares do
  if not apply(unit, shares[i]) then early[#early + 1] = table.concat(shares[i], ' ') end
end
if #early > 0 then
  in_pieces('RPUSH', unit .. ':pending', early)
  give_life(unit .. ':pending')
  -- Once around the list without applying any: what they wait for is not in it.
  local idle = #early < #kept and redis.call('HSET', unit, 'idle', '0') and 0
    or redis.call('HINCRBY', unit, 'idle', #early)
  if idle >= redis.call('LLEN', unit .. ':pending') then
    drop(unit)
    return -1
  end
end
redis.call('HSET', unit, 'heard', text(micros()))
if redis.call('EXISTS', unit .. ':pending') == 1 then return 1 end
redis.call('HSET', unit, 'state', 'warm')
redis.call('HDEL', unit, 'build', 'page', 'piece', 'heard', 'idle')
return 0
