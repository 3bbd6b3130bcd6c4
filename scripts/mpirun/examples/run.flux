#!/bin/sh
#flux: --job-name=benchmark
#flux: --nodes=4
#flux: --exclusive
#flux: --time-limit=1h

# As run-srun.sbatch, for Flux: submit it by flux batch in a directory that all nodes see, with rankstat's bin in PATH.
# The collectors are started by flux exec, which takes no core from the benchmark.

results=$PWD/results-$(flux job id --to=dec "$(flux getattr jobid)")
mkdir -p "$results"

exec rankstat run --interval 10 --results-dir "$results" --benchmark ior -- \
  flux run --nodes=4 --ntasks=32 ior -a POSIX -w -r -b 4g -t 1m -F -o "$PWD/ior.data"
