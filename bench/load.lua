-- Posts bodies to a server with wrk, one after the other and none twice; prints what came of it as one line of JSON.
--   wrk -t1 -c64 -d10s -s bench/load.lua http://127.0.0.1:8080 -- REQUESTS SKIPPED
-- REQUESTS holds a path, a blank, the size of a body, a line end and the body, over and over; the first are skipped.
-- Behind the size may stand headers, as in " Origin:https://paper.example", which are sent instead of those of a plugin.
-- What has no body is a GET.
local requests, at = {}, 0

function init(args)
  local file, skip = assert(io.open(args[1], "rb")), tonumber(args[2])
  local plugin = {["Content-Type"] = "application/x-www-form-urlencoded", ["User-Agent"] = "WordPress/6.1 | Akismet/5.0"}
  for line in file:lines() do
    local path, size, rest = line:match("^(%S+) (%d+)(.*)$")
    local body = size ~= "0" and file:read(tonumber(size)) or nil
    if skip > 0 then skip = skip - 1 else
      local headers = rest == "" and plugin or {}
      for name, value in rest:gmatch(" ([%w-]+):(%S+)") do headers[name] = value end
      requests[#requests + 1] = wrk.format(body and "POST" or "GET", path, headers, body)
    end
  end
  file:close()
end

function request()
  at = at + 1
  return requests[(at - 1) % #requests + 1]
end

function done(summary, latency)
  local wrong = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
    + summary.errors.timeout
  io.write(string.format('\n{"requests": %d, "seconds": %.4f, "p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f, "wrong": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, wrong))
end
