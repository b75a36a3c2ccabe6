#include "CInflate.h"

#ifdef CINFLATE_ISAL

#include <isa-l/igzip_lib.h>
#include <limits.h>
#include <stdlib.h>

struct cinflate {
  struct inflate_state state;
};

cinflate *cinflate_make(void) {
  cinflate *inflater = calloc(1, sizeof(cinflate));
  if (inflater != NULL) cinflate_restart(inflater);
  return inflater;
}

void cinflate_free(cinflate *inflater) { free(inflater); }

void cinflate_restart(cinflate *inflater) {
  isal_inflate_init(&inflater->state);
  // The wrapper is read, its check sum and length are compared.
  inflater->state.crc_flag = ISAL_GZIP;
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

cinflate_result cinflate_some(
    cinflate *inflater, const uint8_t *input, size_t input_count, uint8_t *output, size_t output_count) {
  struct inflate_state *state = &inflater->state;
  const uint32_t available = input_count > UINT32_MAX ? UINT32_MAX : (uint32_t)input_count;
  const uint32_t room = output_count > UINT32_MAX ? UINT32_MAX : (uint32_t)output_count;
  state->next_in = (uint8_t *)input;
  state->avail_in = available;
  state->next_out = output;
  state->avail_out = room;
  const int status = isal_inflate(state);
  cinflate_result result = {available - state->avail_in, room - state->avail_out, cinflate_open, NULL};
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
