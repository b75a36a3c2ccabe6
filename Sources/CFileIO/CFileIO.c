#include "CFileIO.h"

#include <fcntl.h>

void cfileio_enlarge_pipe(int descriptor, int size) {
#if defined(__linux__)
  // linux/fcntl.h; libc's own header shows them only with _GNU_SOURCE.
  const int set_pipe_size = 1031, get_pipe_size = 1032;
  const int old_size = fcntl(descriptor, get_pipe_size);
  if (old_size >= 0 && old_size < size) (void)fcntl(descriptor, set_pipe_size, size);
#else
  (void)descriptor;
  (void)size;
#endif
}
