/// Calls of the system that Swift does not import.
#ifndef CFILEIO_H
#define CFILEIO_H

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#if defined(__linux__) && defined(__GLIBC__)
/// linux/fs.h and glibc's stdio.h, where only _GNU_SOURCE shows it.
extern int renameat2(int folder, const char *name, int other_folder, const char *other, unsigned int flags);
#endif

/// Moves a file to a name in another folder unless something of that name exists (EEXIST). ENOSYS, EINVAL or ENOTSUP where
/// the system, its C library or the file system cannot do so.
static inline int cfileio_rename_exclusively(int folder, const char *name, int other_folder, const char *other) {
#if defined(__linux__) && defined(__GLIBC__)
  const unsigned int no_replace = 1;
  return renameat2(folder, name, other_folder, other, no_replace);
#elif defined(__APPLE__)
  return renameatx_np(folder, name, other_folder, other, RENAME_EXCL);
#else
  errno = ENOSYS;
  return -1;
#endif
}

/// Gives a pipe room for at least so many bytes. Nothing happens to what is no pipe, or where the system allows no more.
void cfileio_enlarge_pipe(int descriptor, int size);

/// As `write`; but where the reader of a pipe has gone it fails with EPIPE and no more. The signal that comes with it would end
/// the process.
static inline ssize_t cfileio_write_without_signal(int descriptor, const void *bytes, size_t count) {
  sigset_t broken, before, pending;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  const int is_blocked = pthread_sigmask(SIG_BLOCK, &broken, &before) == 0;
  const ssize_t written = write(descriptor, bytes, count);
  const int error = errno;
  if (is_blocked) {
    int taken;
    // Not there where it is ignored.
    if (written < 0 && error == EPIPE && sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1) {
      sigwait(&broken, &taken);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  errno = error;
  return written;
}

#endif
