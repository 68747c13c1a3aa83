-- Applies changes to a partition and moves its cursor, at one moment.
--
-- KEYS[1] partition. ARGV: epoch ('' = any), 1 if the changes follow a whole tail of the log, changes missed in earlier
-- pieces of the shipment, moment from which the lease runs (0 = leave it), length of a lease, longest silence of a
-- builder (microseconds), number of advances, for each: lane, from, to; number of lanes to forget, these; then the
-- changes: 'D unit' (dropped), or 'S' and a share as apply() takes it.
-- Returns how many changes lacked their predecessor.

local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch or (ARGV[1] ~= '' and ARGV[1] ~= epoch) then return 0 end
fail_if_memory_is_full(epoch)

local complete = ARGV[2] == '1'
local advances = tonumber(ARGV[7])
local forget = 8 + 3 * advances
local first_change = forget + 1 + ARGV[forget]
local states = {}

local function state(unit)
  local known = states[unit]
  if known == nil then
    local meta = redis.call('HMGET', unit, 'epoch', 'state', 'heard')
    known = 'cold'
    if meta[1] == epoch then
      known = meta[2]
      if known == 'warm' then
        touch(unit)
      elseif micros() - meta[3] > tonumber(ARGV[6]) then
        -- Nobody will finish this build; what is kept for it must not grow for ever.
        drop(unit)
        known = 'cold'
      end
    end
    states[unit] = known
  end
  return known
end

local missed = 0
for i = first_change, #ARGV do
  local kind, change = string.sub(ARGV[i], 1, 1), string.sub(ARGV[i], 3)
  local share = kind == 'S' and words(change)
  local unit = KEYS[1] .. ':' .. (share and share[1] or change)
  local now = state(unit)
  if now ~= 'cold' then
    if not share then
      drop(unit)
      states[unit] = 'cold'
    elseif now == 'building' then
      redis.call('RPUSH', unit .. ':pending', change)
      give_life(unit .. ':pending')
    elseif not apply(unit, share) then
      missed = missed + 1
      if complete then
        drop(unit)
        states[unit] = 'cold'
      end
    end
  end
end

local lanes = KEYS[1] .. ':lanes'
if missed + ARGV[3] == 0 then
  for i = 8, forget - 1, 3 do
    local stands = tonumber(redis.call('HGET', lanes, ARGV[i]) or 0)
    if stands >= tonumber(ARGV[i + 1]) and stands < tonumber(ARGV[i + 2]) then
      redis.call('HSET', lanes, ARGV[i], ARGV[i + 2])
    end
  end
end
for i = forget + 1, first_change - 1 do redis.call('HDEL', lanes, ARGV[i]) end
-- After a whole tail what missed something is cold, and the rest can be trusted.
if ARGV[4] ~= '0' and (complete or missed + ARGV[3] == 0) then
  local lease = tonumber(redis.call('HGET', KEYS[1], 'lease') or 0)
  redis.call('HSET', KEYS[1], 'lease', text(prolonged(lease, ARGV[4] + ARGV[5], tonumber(ARGV[5]))))
end
return missed
