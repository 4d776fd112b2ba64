-- One assignment a request. Arguments: the number of this run of wrk, a token, and the path of each pool, which take turns.
dofile("report.lua")

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local heads, run, count = {}, nil, 0

function init(args)
  run = args[1]
  math.randomseed(os.time() + 7919 * tonumber(run) + 104729 * number)
  for index = 3, #args do
    heads[index - 2] = "POST " .. args[index] .. " HTTP/1.1\r\nHost: " .. wrk.headers["Host"] ..
      "\r\nAuthorization: Bearer " .. args[2] .. "\r\nContent-Type: application/json\r\nIdempotency-Key: "
  end
end

-- Random, as the keys of users are: ordered ones would be cheaper to index.
local function uuid()
  local random = math.random
  return string.format("%08x-%04x-4%03x-%x%03x-%04x%08x", random(0, 0xffffffff), random(0, 0xffff), random(0, 0xfff),
    random(8, 11), random(0, 0xfff), random(0, 0xffff), random(0, 0xffffffff))
end

function request()
  count = count + 1
  local body = '{"subject":{"kind":"authenticated","ref":"user-' .. run .. "-" .. number .. "-" .. count .. '@wwsf-a.example"}}'
  return heads[(count + number) % #heads + 1] .. uuid() .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end
