-- One etcd transaction a request: puts a key unless it exists. Argument: the number of this run of wrk.
dofile("report.lua")

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

-- The gateway takes base64. These texts of a multiple of four characters are base64 already.
local value = string.rep("holder00", 8)
local run, head, count = 0, nil, 0

function init(args)
  run = tonumber(args[1])
  head = "POST /v3/kv/txn HTTP/1.1\r\nHost: " .. wrk.headers["Host"] .. "\r\nContent-Type: application/json\r\nContent-Length: "
end

function request()
  count = count + 1
  local key = string.format("impi%04x%04x%012x", run, number, count)
  local body = '{"compare":[{"key":"' .. key .. '","target":"CREATE","result":"EQUAL","create_revision":"0"}],"success":[{"request_put":{"key":"' ..
    key .. '","value":"' .. value .. '"}}]}'
  return head .. #body .. "\r\n\r\n" .. body
end
