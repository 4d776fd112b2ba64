-- Prints what wrk measured as one line of JSON, which wrk-report.ts reads.
local steps = 1000

function done(summary, latency)
  local permilles = {}
  for step = 1, steps do
    permilles[step] = string.format("%d", latency:percentile(100 * step / steps))
  end
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"durationUs":%d,"refused":%d,"failed":%d,"latencyUs":[%s]}\n',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, table.concat(permilles, ",")))
end
