-- Applies some of the changes that were kept while a unit was built; when none is left, the unit is warm.
--
-- KEYS[1] partition. ARGV: unit, name of the build, how many changes at most.
-- Returns 0 if the unit is warm now, 1 if there is more to apply, -1 if the build is another or the unit is cold,
-- because a change lacked its predecessor.

local unit = KEYS[1] .. ':' .. ARGV[1]
local meta = redis.call('HMGET', unit, 'epoch', 'state', 'build')
if meta[1] ~= redis.call('HGET', KEYS[1], 'epoch') or meta[2] ~= 'building' or meta[3] ~= ARGV[2] then return -1 end
fail_if_memory_is_full(meta[1])

local kept = redis.call('LRANGE', unit .. ':pending', 0, ARGV[3] - 1)
for i = 1, #kept do
  if not apply(unit, words(kept[i])) then
    drop(unit)
    return -1
  end
end
redis.call('LTRIM', unit .. ':pending', #kept, -1)
redis.call('HSET', unit, 'heard', text(micros()))
if redis.call('EXISTS', unit .. ':pending') == 1 then return 1 end
redis.call('HSET', unit, 'state', 'warm')
redis.call('HDEL', unit, 'build', 'page', 'piece', 'heard')
return 0
