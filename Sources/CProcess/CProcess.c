#include "CProcess.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#if defined(__linux__) && defined(__GLIBC__)
// stdlib/public/stubs/CommandLine.cpp of Swift. Without it, Swift reads the arguments from /proc, and has none where it cannot.
extern void _swift_stdlib_overrideUnsafeArgvArgc(char **arguments, int count) __attribute__((weak));

// glibc calls constructors with the arguments of main, in shared and in static programs.
__attribute__((constructor)) static void take_arguments(int count, char **arguments, char **environment) {
  (void)environment;
  if (_swift_stdlib_overrideUnsafeArgvArgc) _swift_stdlib_overrideUnsafeArgvArgc(arguments, count);
}
#endif

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *pass_gate(void *nothing) {
  pthread_mutex_lock(&gate);
  pthread_mutex_unlock(&gate);
  return nothing;
}

int cprocess_try_threads(int count) {
  pthread_t *threads = calloc((size_t)count, sizeof(pthread_t));
  if (!threads) return ENOMEM;
  int error = 0, made = 0;
  pthread_mutex_lock(&gate);
  while (made < count && !error) {
    error = pthread_create(&threads[made], NULL, pass_gate, NULL);
    if (!error) made++;
  }
  pthread_mutex_unlock(&gate);
  for (int thread = 0; thread < made; thread++) pthread_join(threads[thread], NULL);
  free(threads);
  return error;
}

int cprocess_try_descriptors(void) {
  int ends[2];
  if (pipe(ends)) return errno;
  close(ends[0]);
  close(ends[1]);
  return 0;
}
