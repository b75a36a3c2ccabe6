/// Calls of the system that Swift does not import.
#ifndef CFILEIO_H
#define CFILEIO_H

#include <errno.h>
#include <stdio.h>

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

#endif
