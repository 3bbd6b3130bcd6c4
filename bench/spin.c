/* Fixed work, again and again, on one CPU: what disturbs it makes a unit of work take longer.
 *
 *   spin CPU SECONDS
 *
 * Prints how long each unit took, in microseconds, one a line. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

int main(int argc, char **argv) {
  if (argc != 3) return 64;
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(atoi(argv[1]), &cpus);
  if (sched_setaffinity(0, sizeof cpus, &cpus) != 0) return perror("sched_setaffinity"), 71;
  long capacity = 1 << 20, count = 0;
  float *took = malloc(capacity * sizeof *took);
  double end = now_us() + atof(argv[2]) * 1e6, from = now_us();
  volatile unsigned long state = 1;
  while (from < end && count < capacity) {
    for (int step = 0; step < 300000; step++) state = state * 6364136223846793005UL + 1442695040888963407UL;
    double to = now_us();
    took[count++] = to - from;
    from = to;
  }
  for (long unit = 0; unit < count; unit++) printf("%.1f\n", took[unit]);
  return 0;
}
