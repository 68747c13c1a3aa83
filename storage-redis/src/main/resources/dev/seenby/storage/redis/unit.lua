-- What the scripts that write units have in common; put before each of them.
--
-- KEYS[1] is the partition. All other keys are made from it, so they share its hash tag and its Redis Cluster slot.
-- The numbers in here (ids, positions, versions, microseconds) are below 2^53, where a Lua number is exact; made into text by
-- text(), for `..` is exact to 14 digits only.

local HOUR = 3600000
local META_LIFE = 7 * 24 * HOUR
local META_OLD = 6 * 24 * HOUR
local DATA_LIFE = 8 * 24 * HOUR
local PARTS = {':heads', ':member:from', ':member:to', ':gone:from', ':gone:to', ':pending'}

local function micros()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function text(number)
  return string.format('%.0f', number)
end

local function words(line)
  local list, n = {}, 0
  for word in string.gmatch(line, '%S+') do
    n = n + 1
    list[n] = word
  end
  return list
end

-- The later of a lease and one that ends at another moment. No honest lease ends later than its length from now: one
-- that does was given before the clock stepped back.
local function prolonged(lease, offered, length)
  local latest = micros() + length
  if lease > latest then lease = 0 end
  return math.max(lease, math.min(offered, latest))
end

-- Makes a unit cold.
local function drop(unit)
  redis.call('UNLINK', unit, unit .. PARTS[1], unit .. PARTS[2], unit .. PARTS[3], unit .. PARTS[4], unit .. PARTS[5],
    unit .. PARTS[6])
end

-- Idle units go as a whole: the key that makes them warm expires a day before what it speaks for.
local function touch(unit)
  if redis.call('PTTL', unit) < META_OLD then
    for i = 1, #PARTS do redis.call('PEXPIRE', unit .. PARTS[i], DATA_LIFE) end
    redis.call('PEXPIRE', unit, META_LIFE)
  end
end

local function give_life(key)
  if redis.call('PTTL', key) == -1 then redis.call('PEXPIRE', key, DATA_LIFE) end
end

-- unpack() has a bound, so long lists go in pieces.
local function in_pieces(command, key, list)
  for i = 1, #list, 4000 do
    redis.call(command, key, unpack(list, i, math.min(i + 3999, #list)))
  end
end

-- Adds runs: words from..to of the line are pairs of first and last number.
local function add_runs(set, person, line, from, to)
  local firsts, lasts, n = {}, {}, 0
  for i = from, to, 2 do
    local member = person .. ':' .. line[i]
    firsts[n + 1], firsts[n + 2] = line[i], member
    lasts[n + 1], lasts[n + 2] = line[i + 1], member
    n = n + 2
  end
  if n > 0 then
    in_pieces('ZADD', set .. ':from', firsts)
    in_pieces('ZADD', set .. ':to', lasts)
    give_life(set .. ':from')
    give_life(set .. ':to')
  end
end

local function set_head(unit, person, version, gone)
  redis.call('HSET', unit .. ':heads', person, gone and '-' .. version or version)
  give_life(unit .. ':heads')
end

-- Writes what stands there already. With its memory full Redis refuses all commands of a script that add something, but
-- none that takes something away; this one comes first, so that a share is never removed and then not added.
local function fail_if_memory_is_full(epoch)
  redis.call('HSET', KEYS[1], 'epoch', epoch)
end

-- Applies a share: unit, person, version, was gone, is gone, number of removed, removed firsts, added firsts and lasts.
-- False if the change before it is missing; true if it was applied, now or earlier.
local function apply(unit, share)
  local person, version = share[2], tonumber(share[3])
  local stored = math.abs(tonumber(redis.call('HGET', unit .. ':heads', person) or 0))
  if stored >= version then return true end
  if stored < version - 1 then return false end

  local is_gone = share[5] == '1'
  local removed = tonumber(share[6])
  if removed > 0 then
    local was = unit .. (share[4] == '1' and ':gone' or ':member')
    local members = {}
    for i = 1, removed do members[i] = person .. ':' .. share[6 + i] end
    in_pieces('ZREM', was .. ':from', members)
    in_pieces('ZREM', was .. ':to', members)
  end
  add_runs(unit .. (is_gone and ':gone' or ':member'), person, share, 7 + removed, #share)
  set_head(unit, person, share[3], is_gone)
  return true
end
