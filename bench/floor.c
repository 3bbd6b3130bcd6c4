/* The least that sampling can cost: reads the files that are named, each to its end, with descriptors that stay
 * open, and does nothing with what it read.
 *
 *   floor INTERVAL_MS COUNT FILE...
 *
 * INTERVAL_MS 0 reads without a pause. Prints the CPU time per sample in microseconds. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static char buffer[1 << 20];

static double cpu_us(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

int main(int argc, char **argv) {
  if (argc < 4) return 64;
  long interval_ms = atol(argv[1]), count = atol(argv[2]);
  int files = argc - 3, *descriptors = malloc(files * sizeof *descriptors);
  for (int file = 0; file < files; file++) {
    descriptors[file] = open(argv[file + 3], O_RDONLY | O_CLOEXEC);
    if (descriptors[file] < 0) return perror(argv[file + 3]), 66;
  }
  struct timespec due;
  clock_gettime(CLOCK_MONOTONIC, &due);
  double before = cpu_us();
  for (long sample = 0; sample < count; sample++) {
    if (interval_ms > 0) {
      due.tv_nsec += interval_ms * 1000000;
      due.tv_sec += due.tv_nsec / 1000000000;
      due.tv_nsec %= 1000000000;
      while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR) continue;
    }
    for (int file = 0; file < files; file++) {
      off_t offset = 0;
      ssize_t got;
      while ((got = pread(descriptors[file], buffer, sizeof buffer, offset)) > 0) offset += got;
      if (got < 0) return perror(argv[file + 3]), 74;
    }
  }
  printf("%.3f\n", (cpu_us() - before) / count);
  return 0;
}
