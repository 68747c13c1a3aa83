-- A change of an app is over. KEYS[1] its stamp. ARGV: randomness, what app_changing returned. Another change that has begun since
-- is left to end by itself; a settled stamp was made while this change's was lost, and somebody may have kept what was before.

local stamp = redis.call('GET', KEYS[1])
if stamp and (stamp == ARGV[2] or string.sub(stamp, 1, 1) ~= '~') then return newStamp(KEYS[1], '', ARGV[1]) end
return stamp or ''
