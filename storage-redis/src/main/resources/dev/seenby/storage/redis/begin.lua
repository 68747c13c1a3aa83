-- Starts building a unit. KEYS[1] partition. ARGV: unit, name of the build, longest silence of a builder (microseconds).
-- Returns 1 if it was started; 0 if the unit is warm, somebody is building it, or the partition has no epoch.

local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then return 0 end
local unit = KEYS[1] .. ':' .. ARGV[1]
local meta = redis.call('HMGET', unit, 'epoch', 'state', 'heard')
if meta[1] == epoch and (meta[2] == 'warm' or micros() - meta[3] <= tonumber(ARGV[3])) then return 0 end
drop(unit)
redis.call('HSET', unit, 'epoch', epoch, 'state', 'building', 'build', ARGV[2], 'page', '0', 'piece', '0',
  'heard', text(micros()))
redis.call('PEXPIRE', unit, META_LIFE)
return 1
