#include "CInflate.h"

#ifdef CINFLATE_ISAL

#include <isa-l/igzip_lib.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// The extra field has 64 KiB at most (RFC 1952, section 2.3.1); names and comments have no limit there.
enum { longest_header = 128 << 10 };

struct cinflate {
  struct inflate_state state;
  bool is_in_header;
  /// The beginning of a header whose end has not come yet: ISA-L 2.30 gets a header's own check sum right only in one piece.
  uint8_t *header;
  size_t header_count;
};

cinflate *cinflate_make(void) {
  cinflate *inflater = calloc(1, sizeof(cinflate));
  if (inflater == NULL) return NULL;
  inflater->header = malloc(longest_header);
  if (inflater->header == NULL) {
    free(inflater);
    return NULL;
  }
  cinflate_restart(inflater);
  return inflater;
}

void cinflate_free(cinflate *inflater) {
  free(inflater->header);
  free(inflater);
}

void cinflate_restart(cinflate *inflater) {
  inflater->is_in_header = true;
  inflater->header_count = 0;
}

static const char *reason(int status) {
  switch (status) {
    case ISAL_INVALID_BLOCK: return "ISA-L: invalid block";
    case ISAL_INVALID_SYMBOL: return "ISA-L: invalid symbol";
    case ISAL_INVALID_LOOKBACK: return "ISA-L: invalid distance";
    case ISAL_INVALID_WRAPPER: return "ISA-L: incorrect header";
    case ISAL_UNSUPPORTED_METHOD: return "ISA-L: unknown compression method";
    case ISAL_INCORRECT_CHECKSUM: return "ISA-L: incorrect data or length check";
    default: return "ISA-L: no reason given";
  }
}

/// Reads a header from its beginning; `count` becomes what it takes of the bytes.
static int read_header(cinflate *inflater, const uint8_t *bytes, size_t *count) {
  struct isal_gzip_header header;
  isal_gzip_header_init(&header);
  isal_inflate_init(&inflater->state);
  inflater->state.next_in = (uint8_t *)bytes;
  inflater->state.avail_in = (uint32_t)*count;
  const int status = isal_read_gzip_header(&inflater->state, &header);
  *count -= inflater->state.avail_in;
  return status;
}

/// The same of input that may be any part of a header; `count` becomes what it takes of the input.
static int take_header(cinflate *inflater, const uint8_t *input, size_t *count) {
  const size_t held = inflater->header_count, room = longest_header - held, some = *count < room ? *count : room;
  size_t taken = *count;
  int status = held == 0 ? read_header(inflater, input, &taken) : ISAL_END_INPUT;
  if (status == ISAL_END_INPUT) {
    memcpy(inflater->header + held, input, some);
    inflater->header_count = taken = held + some;
    status = read_header(inflater, inflater->header, &taken);
    taken = taken > held ? taken - held : 0;
    if (status == ISAL_END_INPUT && some == room) status = ISAL_INVALID_WRAPPER;
  }
  *count = taken;
  return status <= ISAL_END_INPUT ? status : ISAL_INVALID_WRAPPER;
}

cinflate_result cinflate_some(
    cinflate *inflater, const uint8_t *input, size_t input_count, uint8_t *output, size_t output_count) {
  struct inflate_state *state = &inflater->state;
  const uint32_t available = input_count > UINT32_MAX ? UINT32_MAX : (uint32_t)input_count;
  const uint32_t room = output_count > UINT32_MAX ? UINT32_MAX : (uint32_t)output_count;
  cinflate_result result = {0, 0, cinflate_open, NULL};
  int status = ISAL_DECOMP_OK;
  if (inflater->is_in_header) {
    result.consumed = available;
    status = take_header(inflater, input, &result.consumed);
    if (status == ISAL_END_INPUT) return result;
    inflater->is_in_header = false;
    isal_inflate_init(state);
    // The header is read; check sum and length behind the data are compared.
    state->crc_flag = ISAL_GZIP_NO_HDR_VER;
  }
  if (status == ISAL_DECOMP_OK) {
    state->next_in = (uint8_t *)input + result.consumed;
    state->avail_in = available - (uint32_t)result.consumed;
    state->next_out = output;
    state->avail_out = room;
    status = isal_inflate(state);
    result.consumed = available - state->avail_in;
    result.produced = room - state->avail_out;
  }
  if (status < 0) {
    result.outcome = cinflate_damaged;
    result.reason = reason(status);
  } else if (state->block_state == ISAL_BLOCK_FINISH) {
    result.outcome = cinflate_ended;
  }
  state->next_in = NULL;
  state->next_out = NULL;
  state->avail_in = state->avail_out = 0;
  return result;
}

#endif
