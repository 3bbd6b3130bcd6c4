# Tables of a run, as CSV, made with jq (1.6 and later) of the series file itself:
#
#     jq -r --arg table coverage -f run.jq FILE      hosts, and what is missing of them
#     jq -r --arg table read -f run.jq FILE          MB/s that each host read from its disks, tick by tick
#     jq -r --arg table slowest -f run.jq FILE       hosts by how long their disks took for a request, ms
#     jq -r --arg table phases -f run.jq FILE        MB/s that each host read in each phase
#
# A compressed file: zcat FILE.gz | jq …. Before 1.7 jq makes doubles of all numbers: exact up to 2^53.

# Seconds since 1970 of 2026-11-25T12:00:00.123Z.
def seconds: (.[0:19] + "Z" | fromdate) + ("0" + (.[19:-1]) | tonumber);

# The names of the disks of a host to add up: partitions are not in block_devices, and what has slaves stands on others.
def whole_disks:
  [.block_devices[] | select(.slaves == []) | .name | select(test("^(loop|ram|zram|sr|fd|zd|drbd)[0-9]") | not)];

# The pairs of items that follow each other.
def pairs: . as $all | range(1; length) | [$all[. - 1], $all[.]];

# Of a pair of rows the difference of a counter; of one that fell it is not known.
def delta($key): (.[1][$key] - .[0][$key]) | if . < 0 then null else . end;

# What the disks of each host did from sample to sample.
def intervals:
  . as $run
  | .samples_by_host | to_entries[] | .key as $host
  | ($run.host_info[$host] | whole_disks) as $disks
  | (($run.host_status[$host].clock_offset_ms // 0) / 1000) as $offset
  | [.value[] | select(.diskstats != null)] | pairs | . as $pair
  | (.[1].timestamp | seconds - $offset) as $last
  | (.[0].timestamp | seconds - $offset) as $first
  | select($last > $first)
  | [ $disks[] as $disk
      | [$pair[] | .diskstats[] | select(.device_name == $disk)] | select(length == 2)
      | { sectors: delta("sectors_read"),
          ended: (delta("reads_completed") + delta("writes_completed")),
          took: (delta("time_reading_ms") + delta("time_writing_ms")) } ] as $deltas
  | select($deltas | length > 0)
  | { host: $host, tick: $pair[1].tick, start: $first, end: $last,
      mb_per_s: (([$deltas[].sectors] | add) * 512 / 1000000 / ($last - $first)),
      ended: ([$deltas[].ended] | add), took: ([$deltas[].took] | add) };

def coverage:
  ["host", "status", "ticks_missed", "reason"],
  (.host_status | to_entries[] | [.key, .value.status, .value.ticks_missed, .value.reason]);

def read:
  ["tick", "host", "mb_per_s"],
  ([intervals | select(.tick != null)] | sort_by(.tick, .host)[] | [.tick, .host, .mb_per_s]);

def slowest:
  ["host", "await_ms"],
  ([intervals] | group_by(.host)
    | map([.[0].host, (map(.took) | add) / (map(.ended) | add)]) | sort_by(-.[1])[]);

# The phases that marks make, each up to the next.
def phases_of_marks:
  ((.benchmark.end_time // .end_time) | seconds) as $last
  | [.marks[] | {phase: .label, start: (.time | seconds)}] | sort_by(.start)
  | . as $all | to_entries[] | .value + {end: ($all[.key + 1].start // $last)};

def phases:
  ["phase", "host", "mb_per_s"],
  ([intervals] as $all | phases_of_marks as $phase
    | [ $all[] | . + {shared: (([.end, $phase.end] | min) - ([.start, $phase.start] | max))} | select(.shared > 0) ]
    | group_by(.host)[]
    | [$phase.phase, .[0].host, (map(.mb_per_s * .shared) | add) / (map(.shared) | add)]);

(if $table == "coverage" then coverage
 elif $table == "read" then read
 elif $table == "slowest" then slowest
 else phases end) | @csv
