/* What a benchmark thread feels of other programs: a loop on one CPU that does nothing but read the clock, and notes
 * for how long it was off that CPU, and which of the programs had it meanwhile.
 *
 *   occupation CPU SECONDS PID...
 *
 * The programs are to run on that CPU only. Prints first the time at which it began, in microseconds since 1970, then a
 * line for each time that one of them had the CPU: which one (0 is the first), when it began, in microseconds since
 * then, for how long the loop was off, and for how much of it the program ran by the kernel's account. It needs no
 * rights: the clock of a process can be read by anyone (clock_getcpuclockid). */
#define _GNU_SOURCE
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Less is not even a change of the process and back. */
#define LEAST_NS 1500
/* At most that to read the clock of a process with a dozen threads. */
#define READING_NS 1000
#define MOST 4000000

struct gap {
  int program;
  int64_t at, off, ran;
};

static int64_t now(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) return -1;
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc < 4) return 64;
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(atoi(argv[1]), &cpus);
  if (sched_setaffinity(0, sizeof cpus, &cpus) != 0) return perror("sched_setaffinity"), 71;
  int programs = argc - 3;
  clockid_t *clocks = malloc(programs * sizeof *clocks);
  int64_t *ran = malloc(programs * sizeof *ran);
  struct gap *gaps = malloc(MOST * sizeof *gaps);
  for (int program = 0; program < programs; program++) {
    if (clock_getcpuclockid(atoi(argv[program + 3]), &clocks[program]) != 0) return 67;
    ran[program] = now(clocks[program]);
  }
  int64_t began = now(CLOCK_REALTIME), from = now(CLOCK_MONOTONIC), last = from;
  int64_t end = from + (int64_t)(atof(argv[2]) * 1e9);
  long count = 0;
  while (last < end && count < MOST - programs) {
    int64_t at = now(CLOCK_MONOTONIC), least = LEAST_NS;
    while (at - last >= least && count < MOST - programs) {
      for (int program = 0; program < programs; program++) {
        int64_t all = now(clocks[program]), own = all - ran[program];
        if (all < 0 || own <= 0) continue;
        gaps[count++] = (struct gap){program, last - from, at - last, own};
        ran[program] = all;
      }
      /* That took a while, too; what is longer is again a gap. */
      last = at;
      at = now(CLOCK_MONOTONIC);
      least = LEAST_NS + programs * READING_NS;
    }
    last = at;
  }
  printf("%.3f\n", began / 1e3);
  for (long gap = 0; gap < count; gap++)
    printf("%d %.3f %.3f %.3f\n", gaps[gap].program, gaps[gap].at / 1e3, gaps[gap].off / 1e3, gaps[gap].ran / 1e3);
  return 0;
}
