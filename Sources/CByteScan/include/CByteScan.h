/// Byte scanning that Swift has no instructions for: movemask and friends. Everything is `static inline`, so that
/// it melts into the Swift loop that calls it. SSE2 on x86-64, NEON on arm64, portable C elsewhere; callers never
/// learn the width.
#ifndef CBYTESCAN_H
#define CBYTESCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

/// Index of the first byte of `bytes` that ends a run of plain JSON string content: a quote, a backslash or a
/// control character. `count` when there is none. Reads only bytes[0..<count].
static inline size_t cbytescan_json_string_end(const uint8_t *bytes, size_t count) {
  size_t i = 0;
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1F);
  for (; i + 16 <= count; i += 16) {
    __m128i block = _mm_loadu_si128((const __m128i *)(bytes + i));
    __m128i found = _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash));
    // Unsigned "not above 0x1F": the minimum with 0x1F leaves the byte as it is.
    found = _mm_or_si128(found, _mm_cmpeq_epi8(_mm_min_epu8(block, control), block));
    unsigned mask = (unsigned)_mm_movemask_epi8(found);
    if (mask) return i + (size_t)__builtin_ctz(mask);
  }
#elif defined(__ARM_NEON)
  for (; i + 16 <= count; i += 16) {
    uint8x16_t block = vld1q_u8(bytes + i);
    uint8x16_t found = vorrq_u8(vceqq_u8(block, vdupq_n_u8('"')), vceqq_u8(block, vdupq_n_u8('\\')));
    found = vorrq_u8(found, vcltq_u8(block, vdupq_n_u8(0x20)));
    // Four bits for each byte: the usual stand-in for movemask.
    uint64_t mask = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(found), 4)), 0);
    if (mask) return i + (size_t)(__builtin_ctzll(mask) >> 2);
  }
#endif
  for (; i < count; i++) {
    if (bytes[i] == '"' || bytes[i] == '\\' || bytes[i] < 0x20) return i;
  }
  return count;
}

#endif
