#include "CInflate.h"

#ifndef CINFLATE_ISAL

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/// The check sum takes zlib 1.2.13 a tenth of its time, so zlib checks headers only, and `cinflate_check` the data.
struct cinflate {
  z_stream stream;
  bool is_in_header;
  cinflate_width width;
  /// Of what was inflated of the current member.
  uint32_t check, length;
  /// What was consumed last: at the end of a member its check sum and length.
  uint8_t trailer[8];
  char reason[80];
};

cinflate *cinflate_make(void) {
  cinflate *inflater = calloc(1, sizeof(cinflate));
  if (inflater == NULL) return NULL;
  // 15 bits of window, 16 for the gzip wrapper and nothing else.
  if (inflateInit2(&inflater->stream, 15 + 16) == Z_OK) {
    inflater->width = cinflate_widest();
    cinflate_restart(inflater);
    return inflater;
  }
  free(inflater);
  return NULL;
}

void cinflate_free(cinflate *inflater) {
  inflateEnd(&inflater->stream);
  free(inflater);
}

void cinflate_restart(cinflate *inflater) {
  inflateReset(&inflater->stream);
  inflateValidate(&inflater->stream, 1);
  inflater->is_in_header = true;
  inflater->check = inflater->length = 0;
}

static int inflate_some(cinflate *inflater) {
  z_stream *stream = &inflater->stream;
  if (inflater->is_in_header) {
    // Ends before the first block, and says so.
    const int status = inflate(stream, Z_BLOCK);
    if (status != Z_OK || (stream->data_type & 128) == 0) return status;
    inflater->is_in_header = false;
    inflateValidate(stream, 0);
  }
  return inflate(stream, Z_NO_FLUSH);
}

static void remember(cinflate *inflater, const uint8_t *consumed, size_t count) {
  const size_t size = sizeof(inflater->trailer), kept = count < size ? size - count : 0;
  memmove(inflater->trailer, inflater->trailer + size - kept, kept);
  memcpy(inflater->trailer + kept, consumed + count - (size - kept), size - kept);
}

static uint32_t little_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

cinflate_result cinflate_some(
    cinflate *inflater, const uint8_t *input, size_t input_count, uint8_t *output, size_t output_count) {
  z_stream *stream = &inflater->stream;
  const uInt available = input_count > UINT_MAX ? UINT_MAX : (uInt)input_count;
  const uInt room = output_count > UINT_MAX ? UINT_MAX : (uInt)output_count;
  stream->next_in = (Bytef *)input;
  stream->avail_in = available;
  stream->next_out = output;
  stream->avail_out = room;
  const int status = inflate_some(inflater);
  cinflate_result result = {available - stream->avail_in, room - stream->avail_out, cinflate_open, NULL};
  inflater->check = cinflate_check(inflater->check, output, result.produced, inflater->width);
  inflater->length += (uint32_t)result.produced;
  remember(inflater, input, result.consumed);
  if (status == Z_STREAM_END) {
    const bool is_right = little_endian(inflater->trailer) == inflater->check;
    const bool is_whole = little_endian(inflater->trailer + 4) == inflater->length;
    result.outcome = is_right && is_whole ? cinflate_ended : cinflate_damaged;
    result.reason = is_right ? is_whole ? NULL : "incorrect length check" : "incorrect data check";
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
