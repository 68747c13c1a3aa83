-- Stamps of apps: microseconds by Redis's clock, a dot, randomness. A tilde before them: the app is being changed. Kept for a day,
-- so that those of deleted apps go; an app whose stamp is gone gets one that was never there, which costs each node one look.

local DAY = 86400
-- Longer than any change takes. After that whoever changed it is gone, and so is the change, or it is long made.
local LONGEST_CHANGE = 60 * 1000000

local function microseconds()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function newStamp(key, before, random)
  local stamp = before .. string.format('%.0f', microseconds()) .. '.' .. random
  redis.call('SET', key, stamp, 'EX', DAY)
  return stamp
end

local function appStamp(key, random)
  local stamp = redis.call('GET', key)
  if not stamp then return newStamp(key, '', random) end
  if string.sub(stamp, 1, 1) == '~' then
    local since = tonumber(string.match(stamp, '^~(%d+)')) or 0
    if math.abs(microseconds() - since) > LONGEST_CHANGE then return newStamp(key, '', random) end
  end
  return stamp
end

