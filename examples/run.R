#!/usr/bin/env Rscript
# Tables of a run, as CSV, made with R and jsonlite of the series file itself:
#
#   Rscript run.R FILE coverage    hosts, and what is missing of them
#   Rscript run.R FILE read        MB/s that each host read from its disks, tick by tick
#   Rscript run.R FILE slowest     hosts by how long their disks took for a request, ms
#   Rscript run.R FILE phases      MB/s that each host read in each phase
#
# FILE is what rankstat has written, .json or .json.gz. R has doubles: integers are exact up to 2^53.
# In a session: source("run.R"), run <- load_run(FILE), then the functions of the same names.

counters <- c("sectors_read", "reads_completed", "writes_completed", "time_reading_ms", "time_writing_ms")

load_run <- function(file) jsonlite::fromJSON(gzfile(file), simplifyVector = FALSE)

or_na <- function(value) if (is.null(value)) NA else value

# Seconds since 1970 of 2026-11-25T12:00:00.123Z.
seconds <- function(time) as.numeric(as.POSIXct(time, "%Y-%m-%dT%H:%M:%OSZ", tz = "UTC"))

coverage <- function(run) {
  rows <- lapply(names(run$host_status), function(host) {
    one <- run$host_status[[host]]
    data.frame(host, status = one$status, ticks_missed = one$ticks_missed, reason = or_na(one$reason))
  })
  do.call(rbind, rows)
}

# The disks to add up: partitions are not in block_devices, and what has slaves stands on disks that are.
whole_disks <- function(run, host) {
  disks <- Filter(function(one) length(one$slaves) == 0, run$host_info[[host]]$block_devices)
  names <- vapply(disks, function(one) one$name, "")
  names[!grepl("^(loop|ram|zram|sr|fd|zd|drbd)[0-9]", names)]
}

# What the disks of a host did from sample to sample, by rank 0's clock.
host_intervals <- function(run, host) {
  samples <- Filter(function(one) !is.null(one$diskstats), run$samples_by_host[[host]])
  if (length(samples) < 2) return(NULL)
  times <- vapply(samples, function(one) seconds(one$timestamp), 0)
  offset <- run$host_status[[host]]$clock_offset_ms
  times <- times - if (is.null(offset)) 0 else offset / 1000
  sums <- matrix(NA_real_, length(samples) - 1, length(counters), dimnames = list(NULL, counters))
  for (disk in whole_disks(run, host)) {
    numbers <- t(vapply(samples, function(one) {
      row <- Find(function(it) it$device_name == disk, one$diskstats)
      vapply(counters, function(key) as.numeric(or_na(row[[key]])), 0)
    }, numeric(length(counters))))
    deltas <- diff(numbers)
    deltas[deltas < 0] <- NA  # A counter that fell was reset.
    sums <- ifelse(is.na(sums), deltas, ifelse(is.na(deltas), sums, sums + deltas))
  }
  ticks <- vapply(samples, function(one) as.numeric(or_na(one$tick)), 0)
  table <- data.frame(host, tick = ticks[-1], start = head(times, -1), end = times[-1], sums)
  table <- table[table$end > table$start, ]
  table$mb_per_s <- table$sectors_read * 512 / 1e6 / (table$end - table$start)
  table
}

intervals <- function(run) {
  table <- do.call(rbind, lapply(names(run$samples_by_host), function(host) host_intervals(run, host)))
  if (all(is.na(table$sectors_read))) {
    stop("this run has no counters of disks: it was made without diskstats, or without /sys", call. = FALSE)
  }
  table
}

read <- function(run) {
  table <- intervals(run)
  table <- table[!is.na(table$tick), c("tick", "host", "mb_per_s")]
  table[order(table$tick, table$host), ]
}

slowest <- function(run) {
  table <- intervals(run)
  table$took <- table$time_reading_ms + table$time_writing_ms
  table$ended <- table$reads_completed + table$writes_completed
  sums <- aggregate(cbind(took, ended) ~ host, table, sum)
  table <- data.frame(host = sums$host, await_ms = sums$took / sums$ended)
  table[order(-table$await_ms), ]
}

# The phases that marks make, each up to the next; of an interval the time that it has in the phase counts.
phases <- function(run) {
  table <- intervals(run)
  marks <- run$marks[order(vapply(run$marks, function(one) one$time, ""))]
  starts <- vapply(marks, function(one) seconds(one$time), 0)
  last <- if (is.null(run$benchmark$end_time)) run$end_time else run$benchmark$end_time
  ends <- c(starts[-1], seconds(last))
  rows <- lapply(seq_along(marks), function(at) {
    shared <- pmax(0, pmin(table$end, ends[at]) - pmax(table$start, starts[at]))
    part <- data.frame(host = table$host, mb = table$mb_per_s * shared, shared)[shared > 0, ]
    sums <- aggregate(cbind(mb, shared) ~ host, part, sum)
    data.frame(phase = marks[[at]]$label, host = sums$host, mb_per_s = sums$mb / sums$shared)
  })
  do.call(rbind, rows)
}

if (sys.nframe() == 0) {
  tables <- list(coverage = coverage, read = read, slowest = slowest, phases = phases)
  args <- commandArgs(trailingOnly = TRUE)
  if (length(args) != 2 || is.null(tables[[args[2]]])) {
    stop("run.R FILE coverage|read|slowest|phases", call. = FALSE)
  }
  write.csv(tables[[args[2]]](load_run(args[1])), row.names = FALSE, quote = FALSE, na = "")
}
