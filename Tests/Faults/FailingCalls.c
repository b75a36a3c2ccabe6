// A library for LD_PRELOAD that makes system calls of a program fail.
//
//   FAULT_CALL   which, by its name below
//   FAULT_ERRNO  the error's number; 0 makes reads and writes short instead: one byte at a time
//   FAULT_AT     which call of this kind, from 1; 0 is every other one
//   FAULT_STICKY later calls fail too
//   FAULT_MISSING a call that this system does not have (ENOSYS)
//   FAULT_COUNT  a file that gets the number of calls of each kind when the program ends
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
  OPENAT, READ, PREAD, WRITE, PWRITE, RENAMEAT, RENAMEAT2, LINKAT, UNLINKAT, FTRUNCATE, MKDIR, MKDIRAT, FLOCK, CLOSE, FSTAT,
  STAT, FSTATAT, FDOPENDIR, READDIR, FADVISE, THREAD, CALLS
};
static const char *const names[CALLS] = {
  "openat", "read", "pread", "write", "pwrite", "renameat", "renameat2", "linkat", "unlinkat", "ftruncate", "mkdir",
  "mkdirat", "flock", "close", "fstat", "stat", "fstatat", "fdopendir", "readdir", "posix_fadvise", "pthread_create"};
static atomic_int counts[CALLS];
static int wanted = -1, missing = -1, error_number, at, sticky;

static int call_named(const char *name) {
  for (int index = 0; name && index < CALLS; index++)
    if (strcmp(name, names[index]) == 0) return index;
  return -1;
}

__attribute__((constructor)) static void begin(void) {
  wanted = call_named(getenv("FAULT_CALL"));
  missing = call_named(getenv("FAULT_MISSING"));
  error_number = getenv("FAULT_ERRNO") ? atoi(getenv("FAULT_ERRNO")) : 0;
  at = getenv("FAULT_AT") ? atoi(getenv("FAULT_AT")) : 1;
  sticky = getenv("FAULT_STICKY") != NULL;
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("FAULT_COUNT");
  if (!path) return;
  wanted = -1;
  FILE *file = fopen(path, "w");
  if (!file) return;
  for (int index = 0; index < CALLS; index++) fprintf(file, "%s %d\n", names[index], counts[index]);
  fclose(file);
}

static int fails(int call) {
  const int number = ++counts[call];
  if (call == missing) {
    errno = ENOSYS;
    return 1;
  }
  if (call != wanted) return 0;
  if (at == 0 ? number % 2 == 0 : !(number == at || (sticky && number > at))) return 0;
  errno = error_number;
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define TRANSFER(call, real)                                   \
  if (fails(call)) {                                           \
    if (error_number != 0) return -1;                          \
    if (count > 1) count = 1;                                  \
  }                                                            \
  return real;

int openat(int folder, const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  if (fails(OPENAT)) return -1;
  return REAL(openat)(folder, path, flags, mode);
}
ssize_t read(int file, void *bytes, size_t count) { TRANSFER(READ, REAL(read)(file, bytes, count)) }
ssize_t write(int file, const void *bytes, size_t count) {
  // What is said about failures must come through.
  if (file == STDERR_FILENO) return REAL(write)(file, bytes, count);
  TRANSFER(WRITE, REAL(write)(file, bytes, count))
}
ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
  TRANSFER(PREAD, REAL(pread)(file, bytes, count, offset))
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  TRANSFER(PWRITE, REAL(pwrite)(file, bytes, count, offset))
}
// Counts as the one above.
ssize_t pwritev(int file, const struct iovec *pieces, int number, off_t offset) {
  if (!fails(PWRITE)) return REAL(pwritev)(file, pieces, number, offset);
  return error_number != 0 ? -1 : REAL(pwrite)(file, pieces[0].iov_base, 1, offset);
}
int renameat(int from, const char *name, int to, const char *other) {
  return fails(RENAMEAT) ? -1 : REAL(renameat)(from, name, to, other);
}
int renameat2(int from, const char *name, int to, const char *other, unsigned int flags) {
  return fails(RENAMEAT2) ? -1 : REAL(renameat2)(from, name, to, other, flags);
}
int linkat(int from, const char *name, int to, const char *other, int flags) {
  return fails(LINKAT) ? -1 : REAL(linkat)(from, name, to, other, flags);
}
int unlinkat(int folder, const char *name, int flags) {
  return fails(UNLINKAT) ? -1 : REAL(unlinkat)(folder, name, flags);
}
int ftruncate(int file, off_t size) { return fails(FTRUNCATE) ? -1 : REAL(ftruncate)(file, size); }
int mkdir(const char *path, mode_t mode) { return fails(MKDIR) ? -1 : REAL(mkdir)(path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return fails(MKDIRAT) ? -1 : REAL(mkdirat)(folder, path, mode); }
int flock(int file, int operation) { return fails(FLOCK) ? -1 : REAL(flock)(file, operation); }
int close(int file) {
  // Whatever close says, the descriptor is gone.
  const int result = REAL(close)(file);
  return fails(CLOSE) ? -1 : result;
}
int fstat(int file, struct stat *status) { return fails(FSTAT) ? -1 : REAL(fstat)(file, status); }
int stat(const char *path, struct stat *status) { return fails(STAT) ? -1 : REAL(stat)(path, status); }
int fstatat(int folder, const char *path, struct stat *status, int flags) {
  return fails(FSTATAT) ? -1 : REAL(fstatat)(folder, path, status, flags);
}
DIR *fdopendir(int file) { return fails(FDOPENDIR) ? NULL : REAL(fdopendir)(file); }
struct dirent *readdir(DIR *folder) { return fails(READDIR) ? NULL : REAL(readdir)(folder); }
// These two return the error's number.
int posix_fadvise(int file, off_t offset, off_t count, int advice) {
  return fails(FADVISE) ? error_number : REAL(posix_fadvise)(file, offset, count, advice);
}
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  return fails(THREAD) ? error_number : REAL(pthread_create)(thread, attributes, body, argument);
}
