-- Gives a partition a new epoch, which makes all its units cold.
--
-- KEYS[1] partition. ARGV: epoch that may be there ('' = none), new epoch, moment from which the lease runs (0 = leave it),
-- length of a lease, then for each lane of the new cursor its id and last batch.
-- Returns 1 if it was done, 0 if another epoch is there.

local there = redis.call('HGET', KEYS[1], 'epoch')
if there and there ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[2])
redis.call('DEL', KEYS[1] .. ':lanes')
for i = 5, #ARGV, 2 do redis.call('HSET', KEYS[1] .. ':lanes', ARGV[i], ARGV[i + 1]) end
if ARGV[3] ~= '0' then
  local lease = tonumber(redis.call('HGET', KEYS[1], 'lease') or 0)
  redis.call('HSET', KEYS[1], 'lease', text(prolonged(lease, ARGV[3] + ARGV[4], tonumber(ARGV[4]))))
end
return 1
