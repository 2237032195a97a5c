-- Posts bodies to a server with wrk, one after the other and none twice; prints what came of it as one line of JSON.
--   wrk -t1 -c64 -d10s -s bench/load.lua http://127.0.0.1:8080 -- REQUESTS SKIPPED
-- REQUESTS holds a path, a blank, the size of a body, a line end and the body, over and over; the first are skipped.
local requests, at = {}, 0

function init(args)
  local file, skip = assert(io.open(args[1], "rb")), tonumber(args[2])
  local headers = {["Content-Type"] = "application/x-www-form-urlencoded", ["User-Agent"] = "WordPress/6.1 | Akismet/5.0"}
  for line in file:lines() do
    local path, size = line:match("^(%S+) (%d+)$")
    local body = file:read(tonumber(size))
    if skip > 0 then skip = skip - 1 else
      requests[#requests + 1] = wrk.format("POST", path, headers, body)
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
