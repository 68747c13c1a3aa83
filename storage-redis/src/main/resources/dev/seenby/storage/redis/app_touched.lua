-- Something within an app was changed. KEYS[1] its stamp. ARGV: randomness. One that is being changed gets another stamp when that is over.

local stamp = redis.call('GET', KEYS[1])
if stamp and string.sub(stamp, 1, 1) == '~' then return stamp end
return newStamp(KEYS[1], '', ARGV[1])
