// SPDX-License-Identifier: Apache-2.0
// What count_malloc.c writes and the load generator reads while the counted program runs: one row
// of counters a thread, in a file that both map. Rows are only ever added to by their own thread.
#ifndef CARDEA_BENCH_MALLOC_COUNTS_H
#define CARDEA_BENCH_MALLOC_COUNTS_H

#include <stdint.h>

enum { malloc_rows = 256 };

struct malloc_row {
  uint64_t thread;       // kernel's thread id; 0 in a row that nobody uses
  uint64_t allocations;  // malloc, calloc, posix_memalign, aligned_alloc, memalign
  uint64_t resizings;    // realloc
  uint64_t bytes;        // asked for by all of them
};

struct malloc_counts {
  uint64_t threads;  // rows handed out; threads beyond the last row share it
  struct malloc_row rows[malloc_rows];
};

#endif
