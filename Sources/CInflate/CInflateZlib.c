#include "CInflate.h"

#ifndef CINFLATE_ISAL

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

struct cinflate {
  z_stream stream;
  char reason[80];
};

cinflate *cinflate_make(void) {
  cinflate *inflater = calloc(1, sizeof(cinflate));
  if (inflater == NULL) return NULL;
  // 15 bits of window, 16 for the gzip wrapper and nothing else.
  if (inflateInit2(&inflater->stream, 15 + 16) == Z_OK) return inflater;
  free(inflater);
  return NULL;
}

void cinflate_free(cinflate *inflater) {
  inflateEnd(&inflater->stream);
  free(inflater);
}

void cinflate_restart(cinflate *inflater) { inflateReset(&inflater->stream); }

cinflate_result cinflate_some(
    cinflate *inflater, const uint8_t *input, size_t input_count, uint8_t *output, size_t output_count) {
  z_stream *stream = &inflater->stream;
  const uInt available = input_count > UINT_MAX ? UINT_MAX : (uInt)input_count;
  const uInt room = output_count > UINT_MAX ? UINT_MAX : (uInt)output_count;
  stream->next_in = (Bytef *)input;
  stream->avail_in = available;
  stream->next_out = output;
  stream->avail_out = room;
  const int status = inflate(stream, Z_NO_FLUSH);
  cinflate_result result = {available - stream->avail_in, room - stream->avail_out, cinflate_open, NULL};
  if (status == Z_STREAM_END) {
    result.outcome = cinflate_ended;
  } else if (status != Z_OK && status != Z_BUF_ERROR) {
    result.outcome = cinflate_damaged;
    snprintf(
        inflater->reason, sizeof(inflater->reason), "zlib: %s",
        stream->msg == NULL ? "no reason given" : stream->msg);
    result.reason = inflater->reason;
  }
  // No pointer outlives its buffer.
  stream->next_in = NULL;
  stream->next_out = NULL;
  stream->avail_in = stream->avail_out = 0;
  return result;
}

#endif
