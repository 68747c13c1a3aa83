-- A partition as it stands, at one moment. KEYS[1] partition.
-- Returns the epoch (or nil), the clock in microseconds, then for each lane its id and last batch, as text.

local epoch = redis.call('HGET', KEYS[1], 'epoch')
local answer = {epoch or '', text(micros())}
local lanes = redis.call('HGETALL', KEYS[1] .. ':lanes')
for i = 1, #lanes do answer[i + 2] = lanes[i] end
return answer
