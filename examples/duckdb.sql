-- Tables of a run, made with DuckDB of the data set that `rankstat convert --to parquet --hosts-per-file 256 FILE` makes.
-- In its directory: duckdb < duckdb.sql

-- The disks to add up: partitions are not in block_devices, and what has slaves stands on disks that are.
CREATE TEMP VIEW whole_disks AS
SELECT host, disk ->> 'name' AS device_name, coalesce(clock_offset_ms, 0) AS offset_ms
FROM (
  SELECT host, clock_offset_ms, unnest(from_json(host_info -> 'block_devices', '["JSON"]')) AS disk
  FROM 'hosts/*.parquet'
)
WHERE json_array_length(disk -> 'slaves') = 0
  AND NOT regexp_matches(disk ->> 'name', '^(loop|ram|zram|sr|fd|zd|drbd)[0-9]');

-- What each disk did between two samples, by rank 0's clock. Where a counter fell it was reset, and is not known.
CREATE TEMP VIEW deltas AS
SELECT
  host, device_name, tick,
  time - to_milliseconds(offset_ms) AS "end",
  lag(time) OVER samples - to_milliseconds(offset_ms) AS start,
  epoch(time - lag(time) OVER samples) AS seconds,
  sectors_read::HUGEINT - lag(sectors_read) OVER samples AS sectors_read,
  reads_completed::HUGEINT - lag(reads_completed) OVER samples
    + writes_completed::HUGEINT - lag(writes_completed) OVER samples AS ended,
  time_reading_ms::HUGEINT - lag(time_reading_ms) OVER samples
    + time_writing_ms::HUGEINT - lag(time_writing_ms) OVER samples AS took_ms
FROM 'diskstats/*.parquet' JOIN whole_disks USING (host, device_name)
WINDOW samples AS (PARTITION BY host, device_name ORDER BY time)
QUALIFY seconds > 0 AND sectors_read >= 0 AND ended >= 0 AND took_ms >= 0;

-- MB/s that each host read from its disks.
CREATE TEMP VIEW intervals AS
SELECT host, tick, start, "end", seconds, sum(sectors_read) * 512 / 1e6 / seconds AS mb_per_s
FROM deltas
GROUP BY host, tick, start, "end", seconds;

-- The phases that marks make, each up to the next.
CREATE TEMP VIEW phases AS
SELECT
  mark.label AS phase,
  mark.time::TIMESTAMPTZ AS start,
  coalesce(lead(mark.time::TIMESTAMPTZ) OVER (ORDER BY mark.time), benchmark.end_time, end_time::TIMESTAMPTZ) AS "end"
FROM (SELECT unnest(marks) AS mark, benchmark, end_time FROM read_json('_rankstat.json'));

-- coverage: hosts, and what is missing of them.
SELECT host, status, ticks_missed, reason FROM 'hosts/*.parquet' ORDER BY host;

-- read: over time, a column for each host. A tick is sampled by all hosts together.
PIVOT (SELECT tick, host, mb_per_s FROM intervals WHERE tick IS NOT NULL) ON host USING first(mb_per_s) ORDER BY tick;

-- slowest: hosts by how long their disks took for a request, from when it was made to its end.
SELECT host, sum(took_ms) / sum(ended) AS await_ms FROM deltas GROUP BY host ORDER BY await_ms DESC;

-- phases: MB/s of each host in each phase, each interval by the time that it has in the phase.
SELECT phase, host, sum(mb_per_s * shared) / sum(shared) AS mb_per_s
FROM (
  SELECT
    phase, phases.start, host, mb_per_s,
    epoch(least(intervals."end", phases."end") - greatest(intervals.start, phases.start)) AS shared
  FROM intervals JOIN phases ON intervals.start < phases."end" AND intervals."end" > phases.start
)
GROUP BY phase, start, host
ORDER BY start, host;
