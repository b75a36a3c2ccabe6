/// zlib's initialisation macros as functions, because Swift does not import function-like macros.
/// The only place that includes zlib.h.
#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>
#include <string.h>
#include <zlib.h>

/// Prepares a raw, zlib or gzip stream (`window_bits` as inflateInit2 takes it).
static inline int czlib_inflate_init2(z_stream *stream, int window_bits) {
  return inflateInit2(stream, window_bits);
}

#endif
