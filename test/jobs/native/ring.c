/* An MPI program: each rank hands a number on to the next one, and all see that the sum is right. RING_SECONDS is how long
 * it then goes on, RING_FAILS the rank that ends with 3. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int number(const char *name) {
  const char *text = getenv(name);
  return text == NULL ? -1 : atoi(text);
}

int main(int argc, char **argv) {
  int rank, size, from = -1, sum = 0;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  MPI_Sendrecv(&rank, 1, MPI_INT, (rank + 1) % size, 0, &from, 1, MPI_INT, (rank + size - 1) % size, 0, MPI_COMM_WORLD,
               MPI_STATUS_IGNORE);
  MPI_Allreduce(&from, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  printf("rank %d of %d: from %d, sum %d\n", rank, size, from, sum);
  fflush(stdout);
  if (number("RING_SECONDS") > 0) sleep(number("RING_SECONDS"));
  MPI_Finalize();
  return number("RING_FAILS") == rank ? 3 : 0;
}
