/// Inflates gzip members, RFC 1952: by zlib, or by ISA-L where the package's trait `ISAL` is on. Callers never learn which;
/// only messages about damage say so.
#ifndef CINFLATE_H
#define CINFLATE_H

#include <stddef.h>
#include <stdint.h>

typedef struct cinflate cinflate;

typedef enum {
  /// More input or more room is wanted.
  cinflate_open = 0,
  /// The member has ended, its check sum and length were right; what is behind it is not consumed.
  cinflate_ended,
  /// The data is damaged at or before what was consumed; what was produced is good as far as can be told.
  cinflate_damaged,
} cinflate_outcome;

typedef struct {
  size_t consumed, produced;
  cinflate_outcome outcome;
  /// Of damage: who found what; the text is the inflater's until the next call.
  const char *reason;
} cinflate_result;

/// An inflater at the beginning of a member; NULL when there is no memory.
cinflate *cinflate_make(void);
void cinflate_free(cinflate *inflater);

/// Forgets what is left of the current member: another one begins.
void cinflate_restart(cinflate *inflater);

/// Inflates some more. Both buffers are borrowed for the call; with no input what was held back is given.
cinflate_result cinflate_some(
    cinflate *inflater, const uint8_t *input, size_t input_count, uint8_t *output, size_t output_count);

#ifndef CINFLATE_ISAL
/// How many bytes are multiplied at a time.
typedef enum { cinflate_plain, cinflate_16, cinflate_64 } cinflate_width;

/// The widest that the processor has.
cinflate_width cinflate_widest(void);

/// The check sum of bytes behind those that have the check sum `check`, 0 for none: CRC-32 as in RFC 1952, section 8, by
/// carry-less multiplication (V. Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
/// Instruction", Intel 2009), or by zlib where the processor does not multiply so.
uint32_t cinflate_check(uint32_t check, const uint8_t *bytes, size_t count, cinflate_width width);
#endif

#endif
