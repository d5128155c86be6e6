// SPDX-License-Identifier: Apache-2.0
// Counts heap allocations a thread, for LD_PRELOAD. The counters lie in the file named by the
// environment variable COUNT_MALLOC_FILE, mapped, so that the load generator reads them at the very
// edges of its window; without the variable nothing is counted. The work itself goes to glibc by
// its internal names: dlsym would allocate.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/load/malloc_counts.h"

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* memory, size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);

static struct malloc_counts nowhere;
static struct malloc_counts* counts = &nowhere;
static __thread struct malloc_row* row __attribute__((tls_model("initial-exec")));

__attribute__((constructor)) static void map_counts(void) {
  const char* path = getenv("COUNT_MALLOC_FILE");
  if (path == NULL) return;
  const int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return;
  if (ftruncate(file, sizeof(struct malloc_counts)) == 0) {
    void* mapped =
        mmap(NULL, sizeof(struct malloc_counts), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) {
      counts = mapped;
      row = NULL;
    }
  }
  close(file);
}

static struct malloc_row* own_row(void) {
  if (row == NULL) {
    uint64_t index = __atomic_fetch_add(&counts->threads, 1, __ATOMIC_RELAXED);
    if (index >= malloc_rows) index = malloc_rows - 1;
    row = &counts->rows[index];
    row->thread = (uint64_t)gettid();
  }
  return row;
}

static void count(size_t bytes) {
  struct malloc_row* mine = own_row();
  __atomic_fetch_add(&mine->allocations, 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&mine->bytes, bytes, __ATOMIC_RELAXED);
}

void* malloc(size_t size) {
  count(size);
  return __libc_malloc(size);
}

void* calloc(size_t number, size_t size) {
  count(number * size);
  return __libc_calloc(number, size);
}

void* realloc(void* memory, size_t size) {
  struct malloc_row* mine = own_row();
  __atomic_fetch_add(&mine->resizings, 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&mine->bytes, size, __ATOMIC_RELAXED);
  return __libc_realloc(memory, size);
}

void* memalign(size_t alignment, size_t size) {
  count(size);
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(size_t alignment, size_t size) {
  return memalign(alignment, size);
}

int posix_memalign(void** result, size_t alignment, size_t size) {
  if (alignment < sizeof(void*) || (alignment & (alignment - 1)) != 0) return EINVAL;
  void* memory = memalign(alignment, size);
  if (memory == NULL) return ENOMEM;
  *result = memory;
  return 0;
}
